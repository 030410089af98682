// When to ask again, and how long to wait: a random part of a time that doubles, or what the server says.

/** Codes of what passes: the same request may be taken a moment later. */
const PASSING = new Set([
  'OVERLOADED',
  'TIMED_OUT',
  'STORAGE_FAILED',
  'OUTCOME_UNKNOWN',
  'IDENTITY_PROVIDER_UNAVAILABLE',
  'DATABASE_UNAVAILABLE',
])
const PASSING_STATUSES = new Set([429, 502, 503, 504])
const FIRST_MS = 200
const MOST_MS = 10_000

export const passes = (status: number, codes: readonly string[]): boolean =>
  PASSING_STATUSES.has(status) || codes.some((code) => PASSING.has(code))

export function waitMs(attempt: number, retryAfter: string | null): number {
  const asked = Number(retryAfter)
  const random = Math.random() * Math.min(MOST_MS, FIRST_MS * 2 ** attempt)
  return retryAfter !== null && asked >= 0 ? asked * 1_000 + random : random
}

/** Resolves after so long; rejects at once where the signal is aborted. */
export const pause = (ms: number, signal?: AbortSignal | null): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
