// Where drizzle-kit finds the tables and keeps the generated migrations.
import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  casing: 'snake_case',
  schema: ['./src/kernel/tables.ts', './src/write/*/tables.ts', './src/read/*/table.ts'],
  out: './drizzle',
})
