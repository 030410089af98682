// Takes commands to the shop, so many in flight that they share commits, and brings back what came of
// them. What the shop was too busy for is asked again with the same key, which is safe.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Actor, systemActor } from '#kernel/actor.ts'
import type { Dispatch } from '#kernel/dispatch.ts'
import type { Accepted, Outcome } from '#kernel/outcome.ts'
import { type Refusal, Rejection, refusalOf } from '#kernel/rejection.ts'
import { PASSING_CODES } from '#kernel/rejections.ts'

/** Its idempotency keys are scoped to it, so that they meet nobody else's. */
export const IMPORTER: Actor = systemActor('online-retail')

/** `about` says which part of the files the command stands for; key and correlation come from it. */
export type Errand = { command: string; input: unknown; about: string }
export type Answer = { accepted: true; result: Accepted['result'] } | Refused
type Refused = { accepted: false; refusal: Refusal }

export type Courier = {
  send: (errand: Errand) => Promise<Answer>
  /** Sends what can not be refused: a refusal ends the import with its text. */
  insist: (errand: Errand) => Promise<Accepted['result']>
}

const PATIENCE_MS = 250
const ATTEMPTS_MAX = 40

export function courier(dispatch: Dispatch): Courier {
  async function send({ command, input, about }: Errand): Promise<Answer> {
    const idempotencyKey = keyOf(about, input)
    for (let attempt = 1; ; attempt++) {
      try {
        const asked = { command, input, actor: IMPORTER, correlationId: correlationOf(about) }
        const { outcome } = await dispatch({ ...asked, options: { idempotencyKey } })
        return answerOf(command, about, outcome)
      } catch (thrown) {
        if (!(thrown instanceof Rejection)) throw thrown
        if (!isPassing(thrown)) return { accepted: false, refusal: refusalOf(thrown) }
        if (attempt === ATTEMPTS_MAX) throw thrown
        await sleep(PATIENCE_MS)
      }
    }
  }

  async function insist(errand: Errand): Promise<Accepted['result']> {
    const answer = await send(errand)
    if (answer.accepted) return answer.result
    const { code, message } = answer.refusal
    throw new Error(`${errand.command} for ${errand.about} was refused: ${code}. ${message}`)
  }

  return { send, insist }
}

/** Made of what it stands for and the whole input: the same part of a file is taken once. */
const keyOf = (about: string, input: unknown): string =>
  `online-retail ${createHash('sha256')
    .update(JSON.stringify([about, input]))
    .digest('base64url')}`

/** What all commands for one part of the files have in common in the journal. */
export const correlationOf = (about: string): string => `online-retail ${about}`

const isPassing = ({ code }: Rejection) => PASSING_CODES.includes(code)

function answerOf(command: string, about: string, outcome: Outcome): Answer {
  if (outcome.outcome === 'FAILED')
    throw new Error(`${command} for ${about} failed: ${outcome.error}`)
  if (outcome.outcome === 'ACCEPTED') return { accepted: true, result: outcome.result }
  return { accepted: false, refusal: outcome.refusal }
}

/** Lets at most so many promises run at once; waits for a free place, and in the end for all. */
export function lanes(limit: number) {
  const running = new Set<Promise<void>>()
  let failure: { thrown: unknown } | null = null

  async function start(work: () => Promise<void>): Promise<void> {
    while (running.size >= limit) await Promise.race(running)
    if (failure) throw failure.thrown
    const ended: Promise<void> = work()
      .catch((thrown) => {
        failure ??= { thrown }
      })
      .finally(() => running.delete(ended))
    running.add(ended)
  }

  async function finish(): Promise<void> {
    await Promise.all(running)
    if (failure) throw failure.thrown
  }

  return { start, finish }
}
