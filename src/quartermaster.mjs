#!/usr/bin/env node
// Starts the command line: teaches Node to read TypeScript, then hands over to main.ts.
import { constants, setPriority } from 'node:os'
import { register } from 'tsx/esm/api'

// A server on the same machine comes first: everything else has the time that it leaves.
if (process.argv[2] !== 'serve') setPriority(constants.priority.PRIORITY_LOW)

register()
await import('./main.ts')
