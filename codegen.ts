// Generates the typed documents of the client, of the storefront and of the console from the printed schema: `npm run codegen`.
import type { CodegenConfig } from '@graphql-codegen/cli'

const typed = (persistedDocuments: boolean) => ({
  preset: 'client' as const,
  presetConfig: { fragmentMasking: false, persistedDocuments },
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
})

const config: CodegenConfig = {
  schema: 'schema.graphql',
  // The example is also generated in a folder of its own, without the console.
  ignoreNoDocuments: true,
  generates: {
    'examples/storefront/generated/': { documents: 'examples/storefront/*.ts', ...typed(false) },
    'src/client/generated/': { documents: 'src/client/documents.ts', ...typed(true) },
    'src/console/generated/': { documents: 'src/console/**/*.{ts,tsx}', ...typed(true) },
  },
}

export default config
