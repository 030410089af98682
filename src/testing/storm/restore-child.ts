// A process that restores a backup: node restore-child.ts <backup> <file>, to be killed on the way.
import { restore } from '#kernel/database/sqlite/restore.ts'

const [backup, file] = process.argv.slice(2) as [string, string]
await restore(backup, file, { replaces: true, now: Date.UTC(2026, 2, 2, 11) })
