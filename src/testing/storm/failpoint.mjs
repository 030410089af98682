// Loaded into a process before its own code: kills it, as SIGKILL does, when it runs a statement for
// the n-th time, before or after SQLite has done it. FAILPOINT names the moment, as JSON:
// { "when": "before" | "after", "sql": "<regular expression>", "nth": 3 }.
import Sqlite from 'better-sqlite3'

const { when, sql, nth } = JSON.parse(process.env.FAILPOINT)
const pattern = new RegExp(sql, 'i')
let seen = 0

function guarded(source, act) {
  const isIt = pattern.test(source) && ++seen === nth
  if (isIt && when === 'before') die()
  const result = act()
  if (isIt) die()
  return result
}

function die() {
  process.kill(process.pid, 'SIGKILL')
}

const probe = new Sqlite(':memory:')
const statements = Object.getPrototypeOf(probe.prepare('SELECT 1'))
probe.close()

for (const name of ['run', 'get', 'all']) {
  const original = statements[name]
  statements[name] = function (...values) {
    return guarded(this.source, () => original.apply(this, values))
  }
}

const { exec, backup } = Sqlite.prototype
Sqlite.prototype.exec = function (source) {
  return guarded(source, () => exec.call(this, source))
}

// A backup is no statement: each step of it is called one here.
Sqlite.prototype.backup = function (to, options = {}) {
  const progress = (copied) =>
    guarded('BACKUP', () => options.progress?.(copied) ?? Number.POSITIVE_INFINITY)
  return backup.call(this, to, { ...options, progress })
}
