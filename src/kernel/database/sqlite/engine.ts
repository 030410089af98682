// SQLite: the database is a file, one process writes it, and its log is looked after here.
import { copyFileSync, existsSync } from 'node:fs'
import type { Connection } from '../connection.ts'
import type { Engine, EngineOptions, Migrations } from '../engine.ts'
import { requireMigrating } from '../migrations.ts'
import { checkpoint, ownCheckpoints } from './checkpoint.ts'
import { openReader, openWriter } from './connection.ts'
import { onCopy } from './copy.ts'
import { lockForWriting } from './lock.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { readers } from './readers.ts'
import { finishRestore } from './restore.ts'
import { type SqliteConnection, sqliteOf } from './sqlite-of.ts'

export const sqliteEngine = (
  file: string,
  { connection = {}, checkpoints }: EngineOptions = {},
): Engine => ({
  claim: () => {
    const unlock = lockForWriting(file)
    finishRestore(file)
    return unlock
  },
  openWriter: async () => openWriter(file, connection),
  openReader: async () => openReader(file, connection),
  readers: (momentOf, writer) => readers(file, { ...connection, momentOf, writer }),
  migrate: async (writer, migrations) => {
    bringUpToDate(file, writer, migrations)
    await migrations.prepare()
  },
  examine: (look) => onCopy(file, look),
  empty: async (migrations, look) => {
    const empty = openWriter(':memory:')
    try {
      migrate(empty, pendingMigrations(empty, migrations), 0)
      return await look(empty)
    } finally {
      empty.close()
    }
  },
  pending: async (connection, migrations) => pendingMigrations(connection, migrations),
  upkeep: (writer, { readers, onFault }) => {
    const own = writer as SqliteConnection
    const { truncateSoon, stop } = ownCheckpoints(own, file, {
      ...{ readers, onFault, limits: checkpoints },
    })
    return {
      truncateSoon,
      stop: () => {
        stop()
        checkpoint(own, 'TRUNCATE')
      },
    }
  },
  listen: async ({ onLead }) => {
    onLead(true) // There is no other.
    return { stop: () => {} }
  },
})

/** With a copy of what was there before. */
function bringUpToDate(file: string, writer: Connection, { all, migrates, now }: Migrations): void {
  const sqlite = sqliteOf(writer)
  const pending = pendingMigrations(writer, all)
  if (pending.length === 0) return
  const isNew = !sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = 'kernel_journal'").get()
  if (!isNew) {
    requireMigrating(migrates, pending)
    checkpoint(writer, 'TRUNCATE')
    const copy = `${file}.before-${pending[0]?.tag}`
    if (!existsSync(copy)) copyFileSync(file, copy)
  }
  migrate(writer, pending, now)
}
