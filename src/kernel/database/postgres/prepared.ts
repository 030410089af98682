// A statement as PostgreSQL runs it: prepared under a name, a round trip each. Rows that are written together travel as
// one array a column, however many they are.
import { type Column, is, Param, Placeholder } from 'drizzle-orm'
import { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Buildable } from '../connection.ts'
import {
  compiledBinder,
  compiledReader,
  type DrizzlePrepared,
  fieldsOf,
  type Prepared,
  type Values,
} from '../prepared.ts'
import type { Session } from './session.ts'

/** A text has one name: prepared again after it was forgotten here, it is the one that the session has still. */
const names = new Map<string, string>()

function nameOf(text: string): string {
  const name = names.get(text) ?? `q${names.size + 1}`
  names.set(text, name)
  return name
}

export const preparedOn =
  (session: Session) =>
  (built: Buildable, { isWhole }: { isWhole: boolean }): Prepared => {
    const ready = built.prepare() as DrizzlePrepared
    const { params } = ready.query
    const bind = compiledBinder(params, isWhole)
    const writes = !/^\s*(\(?select|with)/i.test(ready.query.sql)
    const read = ready.fields ? compiledReader(fieldsOf(ready)) : () => []
    const { text, valuesOf } = isWhole
      ? { text: ready.query.sql, valuesOf: (rows: readonly Values[]) => bind(rows).map(sendable) }
      : inArrays(ready, bind)
    const name = nameOf(text)
    return async (rows, noted) => {
      const answer = await session.run({ name, text, values: valuesOf(rows) })
      if (writes) noted.written += answer.count
      return read(answer.rows)
    }
  }

/** No text of PostgreSQL's has a NUL character: one that is asked for is found nowhere. */
export const sendable = (value: unknown): unknown =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uffff') : value

/**
 * `values ($1, $2)` becomes `select … from unnest($1::text[], $2::bigint[])`: built for one row, it serves any number. What
 * is the same for every row stays a parameter of its own.
 */
function inArrays(
  { query: { sql, params } }: DrizzlePrepared,
  bind: (rows: readonly Values[]) => unknown[],
): { text: string; valuesOf: (rows: readonly Values[]) => unknown[] } {
  const start = sql.search(/\bvalues \(/i)
  if (start < 0) throw new Error(`Rows are written by a statement that has values, found ${sql}.`)
  const open = start + 'values '.length
  const parts = listedIn(sql, open)
  const end = open + parts.join(',').length + 2
  const isOfRow = params.map((param) => is(param, Placeholder) || isOfPlaceholder(param))
  const columns: string[] = []
  const arrays: string[] = []
  for (const [at, param] of params.entries())
    if (isOfRow[at]) {
      columns.push(`c${at + 1}`)
      arrays.push(`$${at + 1}::${typeOf(param)}[]`)
    }
  const own = (part: string) =>
    part.replace(/\$(\d+)/g, (parameter, number) =>
      isOfRow[Number(number) - 1] ? `r.c${number}` : typed(parameter, params[Number(number) - 1]),
    )
  const selected = parts.map((part, at) => `${own(part)} as column${at + 1}`).join(', ')
  const from = `unnest(${arrays.join(', ')}) as r(${columns.join(', ')})`
  return {
    text: `${sql.slice(0, start)}select ${selected} from ${from} ${sql.slice(end)}`,
    valuesOf: (rows) => {
      const values: unknown[] = isOfRow.map((isIt) => (isIt ? [] : null))
      for (const row of rows)
        for (const [at, value] of bind([row]).entries())
          if (isOfRow[at]) (values[at] as unknown[]).push(sendable(value))
          else values[at] = sendable(value)
      return values
    },
  }
}

const isOfPlaceholder = (param: unknown): boolean =>
  is(param, Param) && is(param.value, Placeholder)

/** The parts of a list between parentheses, of which the first stands at `open`. */
function listedIn(sql: string, open: number): string[] {
  const parts: string[] = []
  let depth = 0
  let begun = open + 1
  for (let at = open; at < sql.length; at++) {
    const character = sql[at]
    if (character === '(') depth++
    else if (character === ')' && --depth === 0) {
      parts.push(sql.slice(begun, at))
      return parts
    } else if (character === ',' && depth === 1) {
      parts.push(sql.slice(begun, at))
      begun = at + 1
    }
  }
  throw new Error(`The list of values has no end: ${sql}`)
}

const typeOf = (param: unknown): 'bigint' | 'text' =>
  is(param, Param) && is(param.encoder, SQLiteColumn) ? columnType(param.encoder) : 'text'

const typed = (parameter: string, value: unknown): string =>
  `${parameter}::${typeof value === 'number' ? 'bigint' : 'text'}`

export const columnType = (column: Column): 'bigint' | 'text' =>
  column.getSQLType() === 'integer' ? 'bigint' : 'text'
