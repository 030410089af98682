// The log: one JSON object a line, on standard error so that what a command prints stays apart. Nothing
// personal and no secret gets in: of an error its kind, its code, its own words and where it arose.
import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger }

export const openLog = (
  level: string,
  to: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: withoutValues },
    },
    to,
  )

type Told = { type: string; code?: string; message: string; stack: string; cause?: Told }

/** How deep an error's causes are told. */
const CAUSES_MAX = 5

/**
 * An error without what it was about: whatever hangs on it beside its words may be a value, such as the
 * parameters of a query, and words may quote one.
 */
function withoutValues(thrown: unknown, depth = 0): Told | undefined {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: 'no error', stack: '' }
  const { name, message, stack = '', cause } = thrown
  const { code } = thrown as { code?: unknown }
  return {
    type: name,
    ...(typeof code === 'string' && { code }),
    message: discreet(message),
    stack: stack
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .join('\n'),
    ...(cause !== undefined &&
      depth < CAUSES_MAX && { cause: withoutValues(cause, depth + 1) as Told }),
  }
}

const SECRETS: readonly [RegExp, string][] = [
  [/\nparams: [\s\S]*$/, ''], // What Drizzle adds to a query that failed.
  [/[^\s"'<>(),;:]+@[^\s"'<>(),;:]+/g, '[e-mail]'],
  [/\b[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}\b/g, '[token]'],
  [/\b(qm_[sp]k|sk|pk|rk|whsec)_[\w-]+/g, '[key]'],
  [/\bBearer\s+\S+/gi, 'Bearer [key]'],
]

const discreet = (message: string): string =>
  SECRETS.reduce((text, [pattern, instead]) => text.replace(pattern, instead), message)
