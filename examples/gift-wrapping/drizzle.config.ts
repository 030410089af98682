// Where drizzle-kit finds the module's tables and keeps its migrations.
import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  casing: 'snake_case',
  schema: './examples/gift-wrapping/tables.ts',
  out: './examples/gift-wrapping/drizzle',
})
