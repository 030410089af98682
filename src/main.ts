// Where the command line begins: settings from a .env file, then the verb.
import { existsSync } from 'node:fs'
import { program } from './command-line/program.ts'

if (existsSync('.env')) process.loadEnvFile()

// Whoever reads may have seen enough: `quartermaster report … | head`.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code !== 'EPIPE') throw fault
  process.exit()
})

await program.parseAsync()
