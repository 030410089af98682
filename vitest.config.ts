// Tests stand beside the source; each works on its own copy of one migrated database. ENGINE=postgres has them work on
// PostgreSQL, of which PART=fair is what every run looks at.
import { configDefaults, defineConfig } from 'vitest/config'

const ALL = ['src/**/*.test.ts', 'examples/**/*.test.ts', 'bench/**/*.test.ts']
const isPostgres = process.env.ENGINE === 'postgres'

/** What is about a file, its log and its lock, or about no database at all. */
const OF_SQLITE = [
  'src/kernel/database/sqlite/**',
  'src/testing/storm/**',
  'src/testing/soak/**',
  'src/testing/browser/**',
  'src/testing/planted/**',
  'src/testing/launcher.test.ts',
  'src/testing/docs.test.ts',
  'src/command-line/**',
  'src/domain/**',
  'src/console/**',
  'src/client/**',
  'src/serve.test.ts',
  'src/workers/workers.test.ts',
  'src/import/online-retail/interrupted.test.ts',
  'examples/**',
  'bench/**',
]

const FAIR = [
  'src/testing/postgres/**/*.test.ts',
  'src/testing/laws/laws-*.test.ts',
  'src/testing/stories/**/*.test.ts',
  'src/kernel/**/*.test.ts',
  'src/read/**/*.test.ts',
  'src/write/orders/place-order.test.ts',
  'src/graphql/product-search.test.ts',
]

export default defineConfig({
  // Vite would take graphql's module build beside the one that Node gives to our dependencies.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: isPostgres && process.env.PART === 'fair' ? FAIR : ALL,
    exclude: [...configDefaults.exclude, ...(isPostgres ? OF_SQLITE : ['src/testing/postgres/**'])],
    globalSetup: ['src/testing/build.ts', 'src/testing/template.ts'],
    testTimeout: isPostgres ? 300_000 : 120_000,
    pool: 'threads',
    isolate: false, // A worker loads what it needs once, not once a file.
    maxWorkers: 2,
  },
})
