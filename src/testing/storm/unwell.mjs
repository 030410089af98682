// Loaded into a process before its own code: makes it unwell in the way that the file UNWELL names, for as
// long as it does. NOMEM leaves SQLite without memory at every third write; CLOCK and a number puts the
// clock forward by so many milliseconds, or back.
import { readFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

function ailment() {
  try {
    const [name, by = '0'] = readFileSync(process.env.UNWELL, 'utf8').split(' ')
    return { name, by: Number(by) }
  } catch {
    return { name: '', by: 0 }
  }
}

let offset = 0
setInterval(() => {
  const { name, by } = ailment()
  offset = name === 'CLOCK' ? by : 0
}, 20).unref()

const now = Date.now
Date.now = () => now() + offset

const probe = new Sqlite(':memory:')
const statements = Object.getPrototypeOf(probe.prepare('SELECT 1'))
probe.close()
const { run } = statements
let writes = 0
statements.run = function (...values) {
  const isWrite = /^\s*(insert|update|delete)/i.test(this.source)
  if (isWrite && ailment().name === 'NOMEM' && ++writes % 3 === 0)
    throw new Sqlite.SqliteError('out of memory', 'SQLITE_NOMEM')
  return run.apply(this, values)
}
