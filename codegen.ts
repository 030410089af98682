// Generates the typed documents of the client, of the storefront and of the console from the printed schema: `npm run codegen`.
import { existsSync } from 'node:fs'
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

/** By the folder of each front end: where its documents are. */
const FRONT_ENDS = {
  'examples/storefront': { documents: 'examples/storefront/*.ts', ...typed(false) },
  'src/client': { documents: 'src/client/documents.ts', ...typed(true) },
  'src/console': { documents: 'src/console/**/*.{ts,tsx}', ...typed(true) },
}

const config: CodegenConfig = {
  schema: 'schema.graphql',
  // The example also stands in a folder of its own, without the others.
  generates: Object.fromEntries(
    Object.entries(FRONT_ENDS)
      .filter(([folder]) => existsSync(folder))
      .map(([folder, front]) => [`${folder}/generated/`, front]),
  ),
}

export default config
