// Where the command line begins: settings from a .env file, modules of one's own, then the verb.
import { existsSync } from 'node:fs'
import { carriedOut } from './command-line/failures.ts'
import { program } from './command-line/program.ts'

if (existsSync('.env')) process.loadEnvFile()

// Whoever reads may have seen enough: `quartermaster report … | head`.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code !== 'EPIPE') throw fault
  process.exit()
})

const { MODULES } = process.env
const begin = carriedOut(async () => {
  if (MODULES) await (await import('./modules.ts')).install(MODULES)
  await program.parseAsync()
})
await begin()
