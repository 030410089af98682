// How a result goes out over HTTP, as the GraphQL over HTTP specification and Yoga have it: the type that the
// client takes, the status that errors ask for, and nothing of what only the server is to know.
import type { ServerResponse } from 'node:http'
import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql'

const STRICT = 'application/graphql-response+json'
const LENIENT = 'application/json'
const ANSWERED_BY: Readonly<Record<string, string>> = {
  [STRICT]: STRICT,
  [LENIENT]: LENIENT,
  'application/*': LENIENT,
  '*/*': LENIENT,
}

/** The type of the answer, by the Accept header; null where it takes neither of ours. */
export function answerType(accept = '*/*'): string | null {
  for (const each of accept.replace(/\s/g, '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = each.split(';')
    const charset = parameters.find((parameter) => parameter.includes('charset='))
    if (charset && charset !== 'charset=utf-8') continue
    const answered = ANSWERED_BY[type]
    if (answered) return answered
  }
  return null
}

/** What an error asks of the answer, beside what it tells. */
type Asks = { status?: number; spec?: boolean; headers?: Record<string, string> }

const asksOf = ({ extensions }: GraphQLError): Asks => (extensions.http as Asks | undefined) ?? {}

export function sendResult(response: ServerResponse, type: string, result: ExecutionResult): void {
  const { errors = [] } = result
  const body = JSON.stringify(
    errors.length > 0 ? { ...result, errors: errors.map(toldOf) } : result,
  )
  for (const error of errors)
    for (const [name, value] of Object.entries(asksOf(error).headers ?? {}))
      response.setHeader(name, value)
  response.setHeader('content-type', `${type}; charset=utf-8`)
  const length = Buffer.byteLength(body)
  response.setHeader('content-length', length)
  response.statusCode = statusOf(errors, type)
  // Where each character is a byte, as in most answers, none of them is looked at again.
  response.end(body, length === body.length ? 'latin1' : 'utf8')
}

/** The highest that an error asks for. Those of the specification hold for clients that keep to it. */
function statusOf(errors: readonly GraphQLError[], type: string): number {
  const asked = errors
    .map(asksOf)
    .filter(({ spec }) => !spec || type === STRICT)
    .map(({ status = 200 }) => status)
  return Math.max(200, ...asked)
}

function toldOf(error: GraphQLError): GraphQLFormattedError {
  const { extensions = {}, ...told } = error.toJSON()
  const { http, ...others } = extensions
  return Object.keys(others).length > 0 ? { ...told, extensions: others } : told
}
