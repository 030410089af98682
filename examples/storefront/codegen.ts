// Generates the storefront's typed documents from the printed schema: `npm run codegen`.
import type { CodegenConfig } from '@graphql-codegen/cli'

const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['examples/storefront/*.ts', '!examples/storefront/codegen.ts'],
  generates: {
    'examples/storefront/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        importExtension: '.ts',
        strictScalars: true,
        scalars: {
          CurrencyCode: 'string',
          Date: 'string',
          DateTime: 'string',
          JSON: 'unknown',
          MinorUnits: 'number',
          SafeInt: 'number',
        },
      },
    },
  },
}

export default config
