// Tells a webhook again what happened from a place on: what it lost, or a new receiver's first reading.
import { gte, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { instant, integer, oneOf } from '#kernel/input.ts'
import { forgetReaction, moveCursor } from '#kernel/reaction-tables.ts'
import { floorOf } from '#kernel/retention.ts'
import { journal } from '#kernel/tables.ts'
import { command, id } from '#write/command.ts'
import { webhookReplayed } from './events.ts'
import { ReplayStartUnfit, WebhookNotFound } from './rejections.ts'
import { requireWebhook } from './webhook.ts'

const SEQUENCE_MAX = Number.MAX_SAFE_INTEGER

export const replayWebhook = command({
  name: 'ReplayWebhook',
  summary:
    'Tells a webhook again all that happened from a place on, with the ids that it was told it by before. What waited for its next try is told in its turn.',
  permission: 'webhooks.write',
  input: {
    webhookId: id('webhook').describe('The webhook.'),
    from: oneOf('ReplayStartInput', 'Where a replay begins.', {
      sequence: integer({ min: 1, max: SEQUENCE_MAX }).describe(
        'With the command at this sequence.',
      ),
      at: instant().describe('With the first command since this moment.'),
    }).describe('Where it begins.'),
  },
  target: ({ webhookId }) => ({ aggregate: 'webhook', id: webhookId }),
  rejections: [WebhookNotFound, ReplayStartUnfit],

  async handle({ tx, sequence: own, record }, { webhookId, from }) {
    await requireWebhook(tx, webhookId)
    const firstSequence = (await floorOf(tx)) + 1
    const lastSequence = own - 1
    const sequence = from.sequence ?? (await firstSince(tx, from.at as number))
    if (sequence === null || sequence < firstSequence || sequence > lastSequence)
      throw new ReplayStartUnfit({ firstSequence, lastSequence }, ['input', 'from'])
    await forgetReaction(tx, webhookId)
    await moveCursor(tx, { reaction: webhookId, sequence: sequence - 1, index: LAST_OF_COMMAND })
    record(webhookReplayed({ webhookId, sequence }))
    return { webhook: webhookId }
  },
})

/** After every event of a command. */
const LAST_OF_COMMAND = 2_147_483_647

async function firstSince(tx: Connection, at: number): Promise<number | null> {
  const [first] = await firstCommandSince(tx, { at })
  return first?.sequence ?? null
}

const firstCommandSince = statement((db, $: Params<{ at: number }>) =>
  db
    .select({ sequence: sql<number | null>`min(${journal.sequence})` })
    .from(journal)
    .where(gte(journal.at, $.at)),
)
