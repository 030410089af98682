// A statement is built for a connection, and whatever it is built of asks here for the words of that
// connection's engine.
import type { Dialect } from './connection.ts'

let current: Dialect | null = null

/** Builds a statement's text in the words of an engine. */
export function inDialect<Built>(dialect: Dialect, build: () => Built): Built {
  const before = current
  current = dialect
  try {
    return build()
  } finally {
    current = before
  }
}

/** That of the connection which a statement is being built for. */
export function dialect(): Dialect {
  if (!current)
    throw new Error('What differs between engines is written where a statement is built.')
  return current
}
