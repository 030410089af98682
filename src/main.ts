// Where the command line begins: settings from a .env file, then the verb.
import { existsSync } from 'node:fs'
import { program } from './command-line/program.ts'

if (existsSync('.env')) process.loadEnvFile()

await program.parseAsync()
