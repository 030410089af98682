// How much one request may ask for. Each limit is refused under a code of its own, before anything is
// resolved; page sizes are the schema's business.
import { EnvelopArmor } from '@escape.tech/graphql-armor'
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'

export const LIMITS = {
  /** A thousand imported order lines fit several times over. */
  bodyBytesMax: 2 * 2 ** 20,
  depthMax: 15,
  tokensMax: 4_000,
  aliasesMax: 40,
  directivesMax: 40,
} as const

const UNUSED = { enabled: false } as const

/** Plugins that refuse a document which is too deep, too long or too repetitive. */
export function documentLimits({ introspection }: { introspection: boolean }) {
  const { depthMax, tokensMax, aliasesMax, directivesMax } = LIMITS
  const { plugins } = new EnvelopArmor({
    maxDepth: {
      n: depthMax,
      ...reporting('DEPTH_LIMIT_EXCEEDED', `A document may be ${depthMax} levels deep.`),
    },
    maxAliases: {
      n: aliasesMax,
      // Left to itself it would not count aliases of __typename.
      allowList: [],
      ...reporting('ALIAS_LIMIT_EXCEEDED', `A document may have ${aliasesMax} aliases.`),
    },
    maxDirectives: {
      n: directivesMax,
      ...reporting('DIRECTIVE_LIMIT_EXCEEDED', `A document may have ${directivesMax} directives.`),
    },
    maxTokens: {
      n: tokensMax,
      onReject: [
        () => {
          throw limitError(
            'TOKEN_LIMIT_EXCEEDED',
            `A document may have ${tokensMax} tokens; values belong in variables.`,
          )
        },
      ],
    },
    costLimit: UNUSED,
    // Where the schema is no secret, who mistypes a field is told so.
    blockFieldSuggestion: introspection ? UNUSED : {},
  }).protect()
  return introspection ? plugins : [...plugins, withoutIntrospection]
}

const withoutIntrospection: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(noIntrospection),
}

const noIntrospection: ValidationRule = (context) => ({
  Field: (node) => {
    if (node.name.value === '__schema' || node.name.value === '__type')
      context.reportError(
        limitError('INTROSPECTION_DISABLED', 'This API does not tell its schema: ask who runs it.'),
      )
  },
})

export const limitError = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400, spec: true } } })

/** The armor's own errors bear no code: ours take their place. */
const reporting = (code: string, message: string) => ({
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null) => context?.reportError(limitError(code, message)),
  ],
})
