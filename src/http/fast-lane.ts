// The short way in: a plain JSON POST is answered from what Node.js gives, without the fetch Request and
// Response that Yoga needs. Its document is judged by Yoga's plugins, and carried out as everywhere; whatever is
// not plain goes to Yoga itself, before anything of it is done.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { type DocumentNode, GraphQLError, getOperationAST } from 'graphql'
import type { YogaServerInstance } from 'graphql-yoga'
import { ANYBODY } from '#graphql/context.ts'
import type { Operation } from '#graphql/execution/execute.ts'
import type { Actor } from '#kernel/actor.ts'
import { isPromise } from '#kernel/soon.ts'
import type { Admission } from './admission.ts'
import { refuse } from './answer.ts'
import type { Authenticate } from './authenticate.ts'
import { keptByDocument } from './documents.ts'
import { LIMITS } from './limits.ts'
import type { CarryOut } from './operation.ts'
import { documentOf, type PersistedOperations } from './persisted.ts'
import type { ServerContext } from './request.ts'
import { answerType, sendResult } from './result.ts'

export type Yoga = YogaServerInstance<ServerContext, object>

export type Handle = (
  request: IncomingMessage,
  response: ServerResponse,
  context: ServerContext,
) => Promise<void>

export type FastLaneOptions = {
  authenticate: Authenticate
  admission: Pick<Admission, 'known'>
  persisted: PersistedOperations | null
  carryOut: CarryOut
}

export function fastLane(yoga: Yoga, options: FastLaneOptions): Handle {
  const { authenticate, admission, persisted, carryOut } = options
  const valid = keptByDocument<DocumentNode>()

  return async (request, response, context) => {
    const byYoga = async (given = request) => void (await yoga.handle(given, response, context))
    const type = isPlain(request) ? answerType(request.headers.accept) : null
    if (type === null) return byYoga()
    const authorization = request.headers.authorization ?? null
    const actor = await actorOf(authorization)
    if (!actor) return byYoga()
    context.actor = actor
    context.authenticateAgain = () => authenticate(authorization)
    const refusal = actor === ANYBODY ? null : admission.known(actor.id, context.tell)
    const refused = isPromise(refusal) ? await refusal : refusal
    if (refused) return refuse(response, refused.status, refused.code, refused.message)
    const body = await bodyOf(request)
    if (body === null) return // Gone while it was read.
    const asked = askedIn(body, persisted !== null)
    const operation = asked && operationIn(asked, context)
    if (!operation) return byYoga(Object.assign(request, { body: Readable.from([body]) }))
    const result = carryOut(operation, context)
    sendResult(response, type, isPromise(result) ? await result : result)
  }

  /** Null where Yoga is to say why there is none. */
  async function actorOf(authorization: string | null): Promise<Actor | null> {
    try {
      return await authenticate(authorization)
    } catch {
      return null
    }
  }

  /** Null where Yoga is to say what is wrong with it, or it is to be followed. */
  function operationIn(asked: Asked, context: ServerContext): Operation | null {
    const { operationName, variables } = asked
    const document = documentIn(asked, context)
    const found = document && getOperationAST(document, operationName)
    if (!found || found.operation === 'subscription') return null
    return { document, operationName, variables }
  }

  /** The document, where nothing is wrong with it: what Yoga's plugins found once holds when it comes again. */
  function documentIn(asked: Asked, context: ServerContext): DocumentNode | null {
    try {
      const text = documentOf(asked, persisted)
      const known = valid.get(text)
      if (known) return known
      const { schema, parse, validate } = yoga.getEnveloped(context)
      const document: DocumentNode = parse(text)
      if (validate(schema, document).length > 0) return null
      valid.set(text, document)
      return document
    } catch (thrown) {
      if (thrown instanceof GraphQLError) return null
      throw thrown
    }
  }
}

/** JSON of a length that is known beforehand. */
function isPlain({ method, headers }: IncomingMessage): boolean {
  const { 'content-type': type = '', 'content-length': length = '' } = headers
  return (
    method === 'POST' &&
    /^application\/json(;|$)/.test(type) &&
    /^\d+$/.test(length) &&
    Number(length) <= LIMITS.bodyBytesMax
  )
}

/** Null where the client went before it had sent all. */
function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
      .on('close', () => resolve(null))
  })
}

type Asked = {
  query: string
  variables?: Record<string, unknown> | null
  operationName?: string | null
  extensions?: object | null
}

/** The request that a body holds; null for whatever else it may hold. */
function askedIn(body: Buffer, isPersisted: boolean): Asked | null {
  let asked: unknown
  try {
    asked = JSON.parse(body.toString())
  } catch {
    return null
  }
  if (!isObject(asked)) return null
  for (const name in asked) if (!PARAMETERS.has(name)) return null
  const { query, variables, operationName, extensions } = asked
  const fits =
    (isPersisted ? query == null : typeof query === 'string') &&
    (variables == null || isObject(variables)) &&
    (operationName == null || typeof operationName === 'string') &&
    (extensions == null || isObject(extensions))
  return fits ? (asked as Asked) : null
}

const PARAMETERS = new Set(['query', 'variables', 'operationName', 'extensions'])

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
