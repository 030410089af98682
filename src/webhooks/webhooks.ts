// Webhooks: each is a reaction of its own, which tells an address elsewhere of facts. The kernel brings it every
// event from its cursor on, keeps those of one thing in order, tries again, and keeps a line of every try.
import { Webhook as Signing } from 'standardwebhooks'
import { type Actor, systemActor } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import type { Readers } from '#kernel/database/readers.ts'
import type { Dispatch } from '#kernel/dispatch.ts'
import type { RecordedEvent } from '#kernel/event.ts'
import type { Feed } from '#kernel/feed.ts'
import { type Reaction, type ReactionLimits, reaction } from '#kernel/reaction.ts'
import { failingSince } from '#kernel/reaction-tables.ts'
import type { Declared } from '#kernel/run-reactions.ts'
import { loadWebhooksByStatus, type WebhookRow } from '#read/webhook/load.ts'
import { EVENT_KINDS } from '#write/events.ts'
import { webhookTested } from '#write/webhooks/events.ts'
import type { WebhookSecret } from './secret.ts'
import type { Send } from './send.ts'

/** Five seconds before the second try, an hour before later ones: a day or two until an event is given up. */
export const DELIVERY_LIMITS: Partial<ReactionLimits> = {
  attemptsMax: 60,
  backOffMs: 5_000,
  backOffMsMax: 3_600_000,
  inFlightMax: 4,
}

/** What is not answered by then has failed. */
const ANSWER_MS_MAX = 20_000

/** A webhook that took nothing for so long is disabled. */
const GIVEN_UP_AFTER_MS = 24 * 3_600_000

const GONE = 410
const MS_PER_SECOND = 1_000

/** What a selection reads, as who, and the answer as GraphQL gives it. */
export type Select = (question: {
  document: string
  variables: Record<string, unknown>
  actor: Actor
}) => Promise<object>

export type WebhookOptions = {
  readers: Pick<Readers, 'reading'>
  feed: Pick<Feed, 'last'>
  dispatch: Dispatch
  clock: () => number
  secret: WebhookSecret
  send: Send
  select: Select
  limits?: Partial<ReactionLimits>
  answerMsMax?: number
  givenUpAfterMs?: number
}

/** The reactions of those that are active, asked for as often as anybody likes. */
export function webhookReactions(options: WebhookOptions): Declared {
  let known = new Map<string, { version: number; reaction: Reaction }>()
  return () =>
    options.readers.reading(async (connection) => {
      const webhooks = await loadWebhooksByStatus(connection, { status: 'ACTIVE' })
      known = new Map(
        webhooks.map((webhook) => {
          const before = known.get(webhook.id)
          if (before?.version === webhook.version) return [webhook.id, before]
          return [webhook.id, { version: webhook.version, reaction: telling(webhook, options) }]
        }),
      )
      return [...known.values()].map(({ reaction }) => reaction)
    }, options.feed.last())
}

/** The same for whoever looks how far each has come, and tells nobody anything. */
export async function declaredWebhooks(tx: Connection): Promise<readonly Reaction[]> {
  const webhooks = await loadWebhooksByStatus(tx, { status: 'ACTIVE' })
  return webhooks.map((webhook) => reactionOf(webhook, () => null))
}

const reactionOf = (
  webhook: WebhookRow,
  wish: Reaction['reactsTo'][number]['wish'],
  limits: Partial<ReactionLimits> = {},
): Reaction =>
  reaction({
    name: webhook.id,
    summary: `Tells ${new URL(webhook.url).host} of facts: ${webhook.name}.`,
    reactsTo: EVENT_KINDS.filter((kind) => isTold(webhook, kind.event)).map(({ event }) => ({
      event,
      wish,
    })),
    limits: { ...DELIVERY_LIMITS, ...limits },
    isOrdered: true,
    isLogged: true,
  })

/** A test reaches whoever is tested, whatever else it is told. */
const isTold = ({ tellsAll, events }: WebhookRow, event: string) =>
  tellsAll || events.includes(event) || event === webhookTested.event

function telling(webhook: WebhookRow, options: WebhookOptions): Reaction {
  const { clock, dispatch, readers, secret, send, select } = options
  const { answerMsMax = ANSWER_MS_MAX } = options
  const { id: webhookId, secretNumber, previousSecretUntil } = webhook
  const signing = new Signing(secret(webhookId, secretNumber))
  const signingBefore = new Signing(secret(webhookId, secretNumber - 1))
  const actor: Actor = { kind: 'STAFF', id: webhookId, permissions: webhook.permissions }

  async function tell(event: RecordedEvent, signal: AbortSignal) {
    if (event.name === webhookTested.event && event.aggregateId !== webhookId) return null
    const body = JSON.stringify(await payloadOf(event))
    const late = AbortSignal.timeout(answerMsMax)
    const status = await send(
      { url: webhook.url, headers: headersOf(event, body), body },
      AbortSignal.any([signal, late]),
    ).catch(async (fault) => {
      if (!signal.aborted) await giveUpIfDead() // Silence counts; that this server stops does not.
      throw new Error(
        late.aborted
          ? `There was no answer within ${answerMsMax} ms.`
          : `There was no answer: ${saidOf(fault)}`,
      )
    })
    if (status >= 200 && status < 300) return { told: `It answered ${status}.` }
    if (status === GONE) await giveUp('It answered 410: it does not want to be told any more.')
    else await giveUpIfDead()
    throw new Error(`It answered ${status}.`)
  }

  async function payloadOf({
    name,
    at,
    data,
    sequence,
    index,
    aggregate,
    aggregateId,
  }: RecordedEvent) {
    const timestamp = new Date(at).toISOString()
    const event = { sequence, index, name, at: timestamp, aggregate, aggregateId }
    if (webhook.selection === null)
      return { type: name, timestamp, data: { event: { ...event, data } } }
    const variables = { id: aggregateId, sequence }
    const answer = await select({ document: webhook.selection, variables, actor })
    return { type: name, timestamp, data: { event, ...answer } }
  }

  /** Signed anew with each try, under the same id. */
  function headersOf({ sequence, index }: RecordedEvent, body: string): Record<string, string> {
    const id = `${webhookId}_${sequence}_${index}`
    const now = clock()
    const at = new Date(now)
    const isBoth = previousSecretUntil !== null && now < previousSecretUntil
    const signatures = (isBoth ? [signing, signingBefore] : [signing]).map((by) =>
      by.sign(id, at, body),
    )
    return {
      'content-type': 'application/json',
      'user-agent': 'Quartermaster',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now / MS_PER_SECOND)),
      'webhook-signature': signatures.join(' '),
    }
  }

  async function giveUpIfDead(): Promise<void> {
    const { givenUpAfterMs = GIVEN_UP_AFTER_MS } = options
    const failing = await readers.reading((connection) => failingSince(connection, webhookId))
    if (failing === null) return
    const since = Math.max(failing, webhook.since)
    if (clock() - since < givenUpAfterMs) return
    await giveUp(`It took nothing since ${new Date(since).toISOString()}.`)
  }

  const giveUp = (reason: string) =>
    dispatch({
      command: 'GiveUpWebhook',
      input: { webhookId, reason },
      actor: systemActor('webhooks'),
    })

  return reactionOf(webhook, tell, options.limits)
}

/** What a network says of itself, without what it was about. */
function saidOf(fault: unknown): string {
  const { code, message } = fault as { code?: string; message?: string }
  return code ?? message ?? 'no reason'
}
