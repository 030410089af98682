// How a verb fails: in one plain sentence and with exit code 1, or one that says more. A stack is for
// those who debug.

/** A failure that says all there is to say. */
export class Failure extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Runs a verb; what it throws is told, and the process ends with 1 or the failure's own code. */
export const carriedOut =
  <Parameters extends unknown[]>(verb: (...parameters: Parameters) => Promise<unknown>) =>
  async (...parameters: Parameters): Promise<void> => {
    try {
      await verb(...parameters)
    } catch (thrown) {
      process.stderr.write(`${toldOf(thrown)}\n`)
      process.exitCode = thrown instanceof Failure ? thrown.exitCode : 1
    }
  }

function toldOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  if (['debug', 'trace'].includes(process.env.LOG_LEVEL ?? '') && thrown.stack) return thrown.stack
  const { code, path, port, address } = thrown as NodeJS.ErrnoException & {
    port?: number
    address?: string
  }
  switch (code) {
    case 'EADDRINUSE':
      return `Something else listens on ${address ?? path}${port ? `:${port}` : ''} already. Choose another port with --port or PORT.`
    case 'ENOENT':
      return `There is no file ${path}.`
    case 'EACCES':
    case 'EPERM':
      return `This user may not use ${path ?? `port ${port}`}.`
    case 'SQLITE_NOTADB':
      return 'The database file is not a SQLite database.'
    default:
      return thrown.message
  }
}
