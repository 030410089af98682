// What a client learns when a request fails: always a stable `extensions.code`, never a bug's text.
// What it was stands in the log, under the request's id.
import { type ExecutionResult, GraphQLError, type GraphQLErrorOptions } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Logger } from 'pino'
import { isStorageFault } from '#kernel/database/storage-fault.ts'

const CODES_BY_STATUS: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  403: 'CSRF_HEADER_REQUIRED',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
}

/** Gives what Yoga refuses before an operation begins its code. */
export const codes: Plugin = {
  onParse:
    () =>
    ({ result }) => {
      if (!(result instanceof GraphQLError)) return
      setCode(result, 'GRAPHQL_PARSE_FAILED')
      // Yoga keeps the error, and would set this only where it met it first itself.
      result.extensions.http ??= { status: 400, spec: true }
    },
  onResultProcess: ({ result }) => {
    for (const error of ('errors' in result && result.errors) || []) {
      const status = (error.extensions.http as { status?: number } | undefined)?.status
      if (status === 413) error.extensions.code = CODES_BY_STATUS[413]
      setCode(error, CODES_BY_STATUS[status ?? 400] ?? 'BAD_REQUEST')
    }
  },
}

/** A result whose errors all have a code, and of which none tells a bug's text. */
export function withStableErrors(
  { errors, ...rest }: ExecutionResult,
  log: Logger,
  requestId: string,
): ExecutionResult {
  if (!errors) return rest
  return { ...rest, errors: errors.map((error) => executionError(error, log, requestId)) }
}

/** For what is thrown outside an execution, such as while a request is read. */
export const maskErrorFor =
  (log: Logger) =>
  (thrown: unknown): GraphQLError => {
    if (isOurs(thrown)) return thrown as GraphQLError
    log.error({ err: thrown }, 'A request failed')
    return isStorageFault(thrown) ? unavailable() : unexpected()
  }

function executionError(error: GraphQLError, log: Logger, requestId: string): GraphQLError {
  if (!error.path) {
    // Nothing was resolved: a variable does not fit, or no operation is named.
    const isVariable = error.message.startsWith('Variable "$')
    setCode(error, isVariable ? 'BAD_USER_INPUT' : 'OPERATION_RESOLUTION_FAILURE')
    error.extensions.http ??= { status: 400 }
    return error
  }
  if (error.extensions.code) return error
  if (isOurs(error) && error.message.startsWith('Argument "')) {
    setCode(error, 'BAD_USER_INPUT')
    return error
  }
  // GraphQL's own words about a value that a resolver gave would be a bug's text too.
  log.error({ err: error.originalError ?? error, requestId, path: error.path }, 'A field failed')
  const { nodes, path } = error
  const where = { nodes: nodes ?? null, path }
  return isStorageFault(error.originalError) ? unavailable(where) : unexpected(where)
}

/** The database is full, or a server of it is being replaced: it passes. */
const unavailable = (where: GraphQLErrorOptions = {}) =>
  new GraphQLError("The database can't be asked at present: try again in a moment.", {
    ...where,
    extensions: {
      code: 'DATABASE_UNAVAILABLE',
      http: { status: 503, headers: { 'retry-after': '1' } },
    },
  })

const unexpected = (where: GraphQLErrorOptions = {}) =>
  new GraphQLError('Unexpected error.', { ...where, extensions: { code: 'INTERNAL_SERVER_ERROR' } })

/** Made on purpose, here or by GraphQL: not the wrapping of something that broke. */
function isOurs(thrown: unknown): boolean {
  if (!(thrown instanceof GraphQLError)) return false
  return thrown.originalError == null || isOurs(thrown.originalError)
}

function setCode(error: GraphQLError, code: string): void {
  error.extensions.code ??= code
}
