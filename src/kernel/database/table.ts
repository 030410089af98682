// The columns that every table is built of: text, integers and JSON text, so that one declaration
// serves any engine. Money and counts are integers, times are epoch milliseconds.
import { integer as sqliteInteger, text as sqliteText } from 'drizzle-orm/sqlite-core'

export {
  check,
  foreignKey,
  index,
  primaryKey,
  sqliteTable as table,
  unique,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'

export const text = () => sqliteText()
/** A closed set of words, stored as text. */
export const word = <Word extends string>() => sqliteText().$type<Word>()
export const integer = () => sqliteInteger()
/** Minor units of a currency. */
export const money = () => sqliteInteger()
/** Milliseconds since 1970-01-01T00:00:00Z. */
export const instant = () => sqliteInteger()
export const flag = () => sqliteInteger({ mode: 'boolean' })
/** A value kept as JSON text; never filtered or sorted by. */
export const json = <Value>() => sqliteText({ mode: 'json' }).$type<Value>()
