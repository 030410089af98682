// Loaded into a process before its own code: kills it, as SIGKILL does, just before the n-th call that
// changes a file or makes sure of one. KILL_AT_CALL is n, counted from 1.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const nth = Number(process.env.KILL_AT_CALL)
let seen = 0

for (const name of ['copyFileSync', 'fsyncSync', 'renameSync', 'rmSync']) {
  const original = fs[name]
  fs[name] = (...values) => {
    if (++seen === nth) process.kill(process.pid, 'SIGKILL')
    return original(...values)
  }
}
syncBuiltinESMExports()
