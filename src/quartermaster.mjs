#!/usr/bin/env node
// Starts the command line: teaches Node to read TypeScript, then hands over to main.ts.
import { register } from 'tsx/esm/api'

register()
await import('./main.ts')
