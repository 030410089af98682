// Turns the Authorization header into an actor: an API key by its hash, a customer by the token of
// the merchant's identity provider, anybody where there is none. Whatever is wrong is told as 401.
import { createHash } from 'node:crypto'
import { GraphQLError } from 'graphql'
import { ANYBODY } from '#graphql/context.ts'
import type { Actor } from '#kernel/actor.ts'
import { type Soon, soon } from '#kernel/soon.ts'
import { KeysUnreachable, type TokenVerifier, WrongToken } from './customer-token.ts'

/** Throws or rejects what the client is told, where the credential is no good. */
export type Authenticate = (authorization: string | null) => Soon<Actor>

/** Whoever a credential belongs to, or null. */
export type Identities = {
  /** By the SHA-256 of an API key, base64url. */
  keyHolder: (hash: string) => Soon<Actor | null>
  /** By the subject under which the identity provider knows a customer. */
  customer: (subject: string) => Promise<Actor | null>
}

const CREDENTIAL_LENGTH_MAX = 8_192
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/

export function authenticator(
  { keyHolder, customer }: Identities,
  verifyToken: TokenVerifier | null,
): Authenticate {
  return (authorization) => {
    const credential = credentialOf(authorization)
    if (credential === '') return ANYBODY
    if (TOKEN.test(credential)) return customerOf(credential)
    const holder = keyHolder(createHash('sha256').update(credential).digest('base64url'))
    return soon(holder, (actor) => {
      if (!actor)
        throw unauthenticated('This API key opens nothing: it is unknown, revoked or expired.')
      return actor
    })
  }

  async function customerOf(token: string): Promise<Actor> {
    if (!verifyToken) throw unauthenticated('This shop takes no tokens of customers.')
    const { subject, verifiedEmail } = await verifyToken(token).catch((thrown) => {
      if (thrown instanceof KeysUnreachable) throw unavailable()
      throw thrown instanceof WrongToken ? unauthenticated(thrown.message) : thrown
    })
    const actor = await customer(subject)
    if (!actor) throw unauthenticated('No customer is registered for the subject of this token.')
    return verifiedEmail === null ? actor : { ...actor, verifiedEmail }
  }
}

function credentialOf(authorization: string | null): string {
  if (authorization === null || authorization.trim() === '') return ''
  const [, credential] = /^Bearer(?:\s+(\S*))?\s*$/i.exec(authorization) ?? []
  if (credential === undefined && !/^Bearer\s*$/i.test(authorization))
    throw unauthenticated('The Authorization header must be "Bearer", a space and a key.')
  if (credential && credential.length > CREDENTIAL_LENGTH_MAX)
    throw unauthenticated(`A key has at most ${CREDENTIAL_LENGTH_MAX} characters.`)
  return credential ?? ''
}

const unauthenticated = (message: string) =>
  new GraphQLError(message, {
    extensions: {
      code: 'UNAUTHENTICATED',
      http: { status: 401, headers: { 'www-authenticate': 'Bearer' } },
    },
  })

const unavailable = () =>
  new GraphQLError("The identity provider can't be asked at present: try again in a moment.", {
    extensions: {
      code: 'IDENTITY_PROVIDER_UNAVAILABLE',
      http: { status: 503, headers: { 'retry-after': '5' } },
    },
  })
