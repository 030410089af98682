// Checks a customer's token, which the merchant's identity provider signed: signature, expiry, issuer
// and audience. What comes out is its subject, and the e-mail where the provider has verified it.
import { readFileSync } from 'node:fs'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { CustomerTokens } from '#config'

/** What a token says of a customer. */
export type Claims = { subject: string; verifiedEmail: string | null }

/** Answers the claims, or throws WrongToken. */
export type TokenVerifier = (token: string) => Promise<Claims>

export class WrongToken extends Error {}

/** The identity provider's keys can't be had at present, and those at hand don't do. */
export class KeysUnreachable extends Error {}

/** Milliseconds. */
export type KeySetLimits = {
  timeoutMs: number
  /** How long keys are taken for granted. */
  freshMs: number
  /** A key that is not known has the set fetched again, but no sooner than this after the last time. */
  cooldownMs: number
  /** How long keys go on while the provider can't be reached. */
  staleMs: number
}

const MINUTE_MS = 60_000
const KEY_SET_LIMITS: KeySetLimits = {
  timeoutMs: 3_000,
  freshMs: 10 * MINUTE_MS,
  cooldownMs: 30_000,
  staleMs: 24 * 60 * MINUTE_MS,
}

const CLOCK_TOLERANCE_S = 5
const EMAIL_LENGTH_MAX = 254
// A key set holds public keys: were HS256 taken with it, a public key could sign.
const PUBLIC_KEY_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA']

export function tokenVerifier(
  { key, issuer, audience }: CustomerTokens,
  clock: () => number,
  keySetLimits: Partial<KeySetLimits> = {},
): TokenVerifier {
  const rules: JWTVerifyOptions = {
    requiredClaims: ['sub', 'exp'],
    clockTolerance: CLOCK_TOLERANCE_S,
    ...(issuer !== null && { issuer }),
    ...(audience !== null && { audience }),
  }
  const verify =
    'secret' in key
      ? bySecret(key.secret)
      : byKeySet(
          'jwksFile' in key
            ? createLocalJWKSet(JSON.parse(readFileSync(key.jwksFile, 'utf8')) as JSONWebKeySet)
            : remoteKeySet(key.jwksUrl, { ...KEY_SET_LIMITS, ...keySetLimits }),
        )
  return async (token) => {
    try {
      const { payload } = await verify(token, { ...rules, currentDate: new Date(clock()) })
      return { subject: String(payload.sub), verifiedEmail: verifiedEmailOf(payload) }
    } catch (thrown) {
      if (thrown instanceof errors.JOSEError)
        throw new WrongToken(`The customer's token can't be taken: ${thrown.message}.`)
      throw thrown
    }
  }
}

/** Anything but a plain true has verified nothing. */
function verifiedEmailOf({ email, email_verified: isVerified }: JWTPayload): string | null {
  const isEmail = typeof email === 'string' && email !== '' && email.length <= EMAIL_LENGTH_MAX
  return isEmail && isVerified === true ? email : null
}

function bySecret(secret: string) {
  const bytes = new TextEncoder().encode(secret)
  return (token: string, rules: JWTVerifyOptions) =>
    jwtVerify(token, bytes, { ...rules, algorithms: ['HS256'] })
}

function byKeySet(keys: JWTVerifyGetKey) {
  return (token: string, rules: JWTVerifyOptions) =>
    jwtVerify(token, keys, { ...rules, algorithms: PUBLIC_KEY_ALGORITHMS })
}

/** Fetched when they are first needed, and again as they are rotated. Known ones outlive an outage. */
function remoteKeySet(
  url: string,
  { timeoutMs, freshMs, cooldownMs, staleMs }: KeySetLimits,
): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeoutMs,
    cacheMaxAge: freshMs,
    cooldownDuration: cooldownMs,
  })
  let known: { keys: JWTVerifyGetKey; at: number } | null = null
  return async (header, token) => {
    try {
      const key = await remote(header, token)
      const isOld = known === null || performance.now() - known.at >= cooldownMs
      const set = isOld ? remote.jwks() : undefined
      if (set) known = { keys: createLocalJWKSet(set), at: performance.now() }
      return key
    } catch (thrown) {
      if (thrown instanceof errors.JWKSNoMatchingKey) throw thrown
      try {
        if (known && performance.now() - known.at < staleMs) return await known.keys(header, token)
      } catch {} // Not one of those that are known.
      throw new KeysUnreachable("The identity provider's keys can't be fetched.", { cause: thrown })
    }
  }
}
