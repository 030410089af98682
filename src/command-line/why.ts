// The story of one thing: what was asked, by whom, what a rule said, what became a fact, and which views that woke.
import type { Connection } from '#kernel/database/connection.ts'
import { loadCartViews } from '#read/cart/load.ts'
import { loadOrderViews, loadOrderViewsByNumber, type OrderRow } from '#read/order/load.ts'
import { type Chapter, loadStory } from '#read/story/load.ts'
import { views } from '#read/views.ts'
import { reading } from './examine.ts'
import { Failure } from './failures.ts'
import { settings } from './shop.ts'

const CHAPTERS_MAX = 1_000

export async function why(asked: string, { json }: { json?: boolean }): Promise<void> {
  await reading(settings().config, async (reader) => {
    const ids = await idsOf(reader, asked)
    const story = await loadStory(reader, ids, CHAPTERS_MAX)
    if (story.length === 0)
      throw new Failure(
        `Nothing in the journal is about ${asked}. Give an id, or the number of an order.`,
      )
    process.stdout.write(
      json ? `${JSON.stringify({ ids, commands: told(story) })}\n` : textOf(story),
    )
  })
}

/** An order's story begins with its cart, and goes on with its payments, fulfilments and returns. */
async function idsOf(reader: Connection, asked: string): Promise<string[]> {
  const order = await orderOf(reader, asked)
  if (!order) return [asked]
  const { id, cartId, payments, fulfilments } = order
  return [
    id,
    ...(cartId === null ? [] : [cartId]),
    ...[...payments, ...fulfilments].map(({ id }) => id),
  ]
}

async function orderOf(reader: Connection, asked: string): Promise<OrderRow | null> {
  const number = Number(asked.replace(/^#/, ''))
  if (Number.isSafeInteger(number))
    return (await loadOrderViewsByNumber(reader, [number]))[0] ?? null
  const [cart] = asked.startsWith('cart_') ? await loadCartViews(reader, [asked]) : []
  return (await loadOrderViews(reader, [cart?.orderId ?? asked]))[0] ?? null
}

const wokenBy = (event: string): string[] =>
  views
    .filter((view) => view.wokenBy.some((waking) => waking.event === event))
    .map(({ name }) => name)

const told = (story: readonly Chapter[]) =>
  story.map(
    ({ sequence, id, command, at, actor, outcome, refusal, dryRun, durationUs, events }) => ({
      ...{ sequence, id, command, at: new Date(at).toISOString() },
      actor: { kind: actor.kind, id: actor.id },
      ...{ outcome, refusal, dryRun, durationUs },
      events: events.map(({ name, aggregateId }) => ({ name, aggregateId, wakes: wokenBy(name) })),
    }),
  )

const textOf = (story: readonly Chapter[]): string =>
  told(story)
    .map(({ sequence, command, at, actor, outcome, refusal, dryRun, durationUs, events }) =>
      [
        `${sequence}  ${at}  ${command}${dryRun ? ' (dry run)' : ''}, by ${actor.kind} ${actor.id}`,
        refusal
          ? `    ${outcome} ${refusal.code}: ${refusal.message}`
          : `    ${outcome} in ${(durationUs / 1_000).toFixed(1)} ms`,
        ...events.map(
          ({ name, aggregateId, wakes }) =>
            `    ${name} ${aggregateId}${wakes.length > 0 ? ` wakes ${wakes.join(', ')}` : ''}`,
        ),
        '',
      ].join('\n'),
    )
    .join('\n')
