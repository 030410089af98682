// Checks a customer's token, which the merchant's identity provider signed: signature, expiry, issuer
// and audience. What comes out is its subject, and the e-mail where the provider has verified it.
import { readFileSync } from 'node:fs'
import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { CustomerTokens } from '#config'

/** What a token says of a customer. */
export type Claims = { subject: string; verifiedEmail: string | null }

/** Answers the claims, or throws WrongToken. */
export type TokenVerifier = (token: string) => Promise<Claims>

export class WrongToken extends Error {}

const CLOCK_TOLERANCE_S = 5
const EMAIL_LENGTH_MAX = 254
// A key set holds public keys: were HS256 taken with it, a public key could sign.
const PUBLIC_KEY_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA']

export function tokenVerifier(
  { key, issuer, audience }: CustomerTokens,
  clock: () => number,
): TokenVerifier {
  const rules: JWTVerifyOptions = {
    requiredClaims: ['sub', 'exp'],
    clockTolerance: CLOCK_TOLERANCE_S,
    ...(issuer !== null && { issuer }),
    ...(audience !== null && { audience }),
  }
  const verify = 'secret' in key ? bySecret(key.secret) : byKeySet(key.jwksFile)
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

function byKeySet(file: string) {
  const keys = createLocalJWKSet(JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet)
  return (token: string, rules: JWTVerifyOptions) =>
    jwtVerify(token, keys, { ...rules, algorithms: PUBLIC_KEY_ALGORITHMS })
}
