// Who gets in, decided before a body is read: no more requests at once than can be answered soon, and
// no more a minute from one address or with one key than the shop's settings say.
import cluster from 'node:cluster'
import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import {
  type IRateLimiterOptions,
  type RateLimiterAbstract,
  RateLimiterCluster,
  RateLimiterMemory,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import type { AdmissionLimits } from '#config'
import { type Soon, soon } from '#kernel/soon.ts'

export const ADMISSION_LIMITS: AdmissionLimits = {
  requestsMax: 128,
  perAddress: null,
  perActor: null,
  trustsProxy: false,
}

export type Refused = { status: number; code: string; message: string }
type Tell = (name: string, value: string) => void

export type Admission = {
  /** Whoever comes now is to be refused. */
  isFull: () => boolean
  /** Null lets the request in: `leave` is to be called once it has been answered. */
  enter: (request: IncomingMessage, tell: Tell) => Soon<Refused | null>
  leave: () => void
  /** Null lets whoever is known by now go on. */
  known: (actorId: string, tell: Tell) => Soon<Refused | null>
}

const WINDOW_S = 60

export function admission(limits: AdmissionLimits): Admission {
  const byAddress = rateLimit('address', limits.perAddress, (request: IncomingMessage) =>
    addressOf(request, limits.trustsProxy),
  )
  const byActor = rateLimit('key', limits.perActor, (actorId: string) => actorId)
  let underWay = 0

  return {
    isFull: () => underWay >= limits.requestsMax,
    enter: (request, tell) => {
      underWay++
      return soon(byAddress(request, tell), (refused) => {
        if (refused) underWay--
        return refused
      })
    },
    leave: () => {
      underWay--
    },
    known: byActor,
  }
}

/** Counts in fixed windows, and tells by the headers of draft-ietf-httpapi-ratelimit-headers-10. */
function rateLimit<Whose>(
  policy: string,
  perMinute: number | null,
  keyOf: (whose: Whose) => string,
): (whose: Whose, tell: Tell) => Soon<Refused | null> {
  if (perMinute === null) return () => null
  const limiter = limiterOf({ keyPrefix: policy, points: perMinute, duration: WINDOW_S })
  return async (whose, tell) => {
    const { isOver, remainingPoints, msBeforeNext } = await consumed(limiter, keyOf(whose))
    const seconds = Math.ceil(msBeforeNext / 1_000)
    tell('ratelimit-policy', `"${policy}";q=${perMinute};w=${WINDOW_S}`)
    tell('ratelimit', `"${policy}";r=${remainingPoints};t=${seconds}`)
    if (!isOver) return null
    tell('retry-after', String(seconds))
    return {
      status: 429,
      code: 'RATE_LIMITED',
      message: `There may be ${perMinute} requests a minute for one ${policy}. Try again in ${seconds} seconds.`,
    }
  }
}

/** Where several processes serve, they count together, in the one that started them. */
const limiterOf = (options: IRateLimiterOptions): RateLimiterAbstract =>
  cluster.isWorker ? new RateLimiterCluster(options) : new RateLimiterMemory(options)

async function consumed(limiter: RateLimiterAbstract, key: string) {
  try {
    const { remainingPoints, msBeforeNext } = await limiter.consume(key)
    return { isOver: false, remainingPoints, msBeforeNext }
  } catch (thrown) {
    if (!(thrown instanceof RateLimiterRes)) throw thrown
    return { isOver: true, remainingPoints: 0, msBeforeNext: thrown.msBeforeNext }
  }
}

/** A household has a whole /64 of IPv6 to itself: its addresses count as one. */
function addressOf({ headers, socket }: IncomingMessage, trustsProxy: boolean): string {
  const forwarded = trustsProxy ? String(headers['x-forwarded-for'] ?? '').split(',') : []
  const address = forwarded.at(-1)?.trim() || (socket.remoteAddress ?? '')
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (mapped) return mapped
  return isIPv6(address) ? networkOf(address) : address
}

function networkOf(address: string): string {
  const [before = '', after = ''] = address.split('::')
  const [first, last] = [before, after].map((part) => (part === '' ? [] : part.split(':')))
  const missing = 8 - (first?.length ?? 0) - (last?.length ?? 0)
  const all = address.includes('::')
    ? [...(first ?? []), ...Array(Math.max(0, missing)).fill('0'), ...(last ?? [])]
    : (first ?? [])
  return all.slice(0, 4).join(':')
}
