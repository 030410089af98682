// Lints the printed schema: what front-end teams see.
import graphql from '@graphql-eslint/eslint-plugin'

const { rules: recommended } = graphql.configs['flat/schema-recommended']
const { rules: relay } = graphql.configs['flat/schema-relay']

export default [
  {
    files: ['schema.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: './schema.graphql' } },
    },
    rules: {
      ...recommended,
      ...relay,
      // Money, payloads and refusals are values without an identity of their own. What has one is a
      // Node, and that interface demands the id.
      '@graphql-eslint/strict-id-in-types': 'off',
      // Bounded lists that belong to one object, such as an order's lines, are plain lists. Entries of
      // a log (commands, events, movements) and levels are values: they have no page of their own.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
    },
  },
]
