// The named moments at which a process can be killed. Each is a statement, and whether SQLite has done
// it; on its n-th time, so that chance decides how far the work had come.
import type { Settings } from '../server-process.ts'

export type Point = { name: string; when: 'before' | 'after'; sql: string; nthMax: number }

/** A write to any table, none of the kernel's. */
const TABLE_WRITE = '^(insert into|update|delete from) "(?!kernel_)'
const VIEW_WRITE = '^(insert into|update|delete from) "\\w+_view"'

/** What mending writes and no command of the load does: several rows of this view at once. */
const MENDED = '^insert into "order_view".*\\), \\('

/** While a server is under load. */
export const SERVING_POINTS: readonly Point[] = [
  { name: 'after BEGIN', when: 'after', sql: '^BEGIN IMMEDIATE', nthMax: 60 },
  { name: 'before a savepoint', when: 'before', sql: '^SAVEPOINT command', nthMax: 5 },
  { name: 'after undoing a command', when: 'after', sql: '^ROLLBACK', nthMax: 5 },
  { name: 'after a table was written', when: 'after', sql: TABLE_WRITE, nthMax: 800 },
  { name: 'before a view is refreshed', when: 'before', sql: VIEW_WRITE, nthMax: 300 },
  { name: 'after a view was refreshed', when: 'after', sql: VIEW_WRITE, nthMax: 300 },
  {
    name: 'after events were written',
    when: 'after',
    sql: '^insert into "kernel_events"',
    nthMax: 80,
  },
  {
    name: 'before the journal is written',
    when: 'before',
    sql: '^insert into "kernel_journal"',
    nthMax: 100,
  },
  {
    name: 'before a key is kept',
    when: 'before',
    sql: '^insert into "kernel_idempotency_keys"',
    nthMax: 100,
  },
  {
    name: 'after a key was kept',
    when: 'after',
    sql: '^insert into "kernel_idempotency_keys"',
    nthMax: 100,
  },
  {
    name: 'after a line of the journal was erased',
    when: 'after',
    sql: '^update "kernel_journal"',
    nthMax: 4,
  },
  {
    name: 'in an import',
    when: 'after',
    sql: '^insert into "customers"',
    nthMax: 40,
  },
  { name: 'before COMMIT', when: 'before', sql: '^COMMIT', nthMax: 60 },
  { name: 'after COMMIT', when: 'after', sql: '^COMMIT', nthMax: 60 },
  { name: 'before a checkpoint', when: 'before', sql: '^PRAGMA wal_checkpoint', nthMax: 2 },
  { name: 'after a checkpoint', when: 'after', sql: '^PRAGMA wal_checkpoint', nthMax: 2 },
]

/** While an empty file gets its tables. */
export const MIGRATING_POINTS: readonly Point[] = [
  {
    name: 'migrating: after a table was made',
    when: 'after',
    sql: '^\\s*CREATE TABLE',
    nthMax: 60,
  },
  { name: 'migrating: after an index was made', when: 'after', sql: '^\\s*CREATE', nthMax: 120 },
  {
    name: 'migrating: after it was noted',
    when: 'after',
    sql: '^INSERT INTO kernel_migrations',
    nthMax: 1,
  },
  { name: 'migrating: before COMMIT', when: 'before', sql: '^COMMIT', nthMax: 1 },
  { name: 'migrating: after COMMIT', when: 'after', sql: '^COMMIT', nthMax: 1 },
]

/** While a chore runs beside the load, in the process that it names. */
export type ChorePoint = Point & { dies: 'server' | 'chore' }

export const REBUILD_POINTS: readonly ChorePoint[] = [
  { name: 'before a chunk is mended', dies: 'server', when: 'before', sql: MENDED, nthMax: 2 },
  { name: 'after a view was mended', dies: 'server', when: 'after', sql: MENDED, nthMax: 2 },
  { name: 'while it compares', dies: 'chore', when: 'after', sql: '^select', nthMax: 200 },
]

export const BACKUP_POINTS: readonly ChorePoint[] = [
  { name: 'in a step of the copy', dies: 'chore', when: 'after', sql: '^BACKUP', nthMax: 1 },
  {
    name: 'before the copy is checked',
    dies: 'chore',
    when: 'before',
    sql: '^PRAGMA quick_check',
    nthMax: 1,
  },
  {
    name: 'after the copy was checked',
    dies: 'chore',
    when: 'after',
    sql: '^SELECT coalesce',
    nthMax: 1,
  },
]

const PRELOAD = new URL('failpoint.mjs', import.meta.url).href

/** Settings with which a process dies at that moment. */
export const failpoint = ({ when, sql }: Point, nth: number): Settings => ({
  NODE_OPTIONS: `--import ${PRELOAD}`,
  FAILPOINT: JSON.stringify({ when, sql, nth }),
})
