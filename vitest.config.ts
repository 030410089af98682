// Tests stand beside the source; each works on its own copy of one migrated database.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Vite would take graphql's module build beside the one that Node gives to our dependencies.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['src/**/*.test.ts', 'examples/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: ['src/testing/build.ts', 'src/testing/template.ts'],
    testTimeout: 60_000,
    pool: 'threads',
    isolate: false, // A worker loads what it needs once, not once a file.
    maxWorkers: 2,
  },
})
