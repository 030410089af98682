// Where drizzle-kit finds the tables and keeps the generated migrations: for SQLite, or for the engine that
// MIGRATIONS_FOR names.
import { defineConfig } from 'drizzle-kit'

const tables = ['./src/kernel/tables.ts', './src/write/*/tables.ts', './src/read/*/table.ts']
const isPostgres = process.env.MIGRATIONS_FOR === 'postgresql'

export default defineConfig({
  dialect: isPostgres ? 'postgresql' : 'sqlite',
  casing: 'snake_case',
  schema: tables,
  out: isPostgres ? './drizzle/postgres' : './drizzle',
})
