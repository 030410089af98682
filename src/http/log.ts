// The log: one JSON object a line, on standard error so that what a command prints stays apart.
import { type Logger, pino } from 'pino'

export type { Logger }

export const openLog = (level: string): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: 2, sync: true }),
  )
