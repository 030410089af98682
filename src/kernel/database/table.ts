// The columns that every table is built of: text, integers and JSON text, so that one declaration
// serves any engine. Money and counts are integers, times are epoch milliseconds.
import * as postgres from 'drizzle-orm/pg-core'
import * as sqlite from 'drizzle-orm/sqlite-core'

/**
 * Statements are built from SQLite's tables whichever engine runs them. PostgreSQL's are declared only where drizzle-kit
 * writes its migrations: integers have 64 bits there, and text is compared by its bytes as in SQLite.
 */
const isPostgres = process.env.MIGRATIONS_FOR === 'postgresql'

const core = (isPostgres ? postgres : sqlite) as typeof sqlite
export const { check, foreignKey, index, primaryKey, unique, uniqueIndex } = core
export const table = (
  isPostgres ? postgres.pgTable : sqlite.sqliteTable
) as typeof sqlite.sqliteTable

const bytewiseText = postgres.customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' })

const textual = <Builder>(sqliteText: () => Builder): Builder =>
  isPostgres ? (bytewiseText() as Builder) : sqliteText()
const integral = <Builder>(sqliteInteger: () => Builder): Builder =>
  isPostgres ? (postgres.bigint({ mode: 'number' }) as Builder) : sqliteInteger()

export const text = () => textual(() => sqlite.text())
/** A closed set of words, stored as text. */
export const word = <Word extends string>() => textual(() => sqlite.text().$type<Word>())
export const integer = () => integral(() => sqlite.integer())
/** Minor units of a currency. */
export const money = integer
/** Milliseconds since 1970-01-01T00:00:00Z. */
export const instant = integer
export const flag = () => integral(() => sqlite.integer({ mode: 'boolean' }))
/** A value kept as JSON text; never filtered or sorted by. */
export const json = <Value>() => textual(() => sqlite.text({ mode: 'json' }).$type<Value>())
