// One row a webhook.
import { getTableColumns } from 'drizzle-orm'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import {
  webhookDeleted,
  webhookDisabled,
  webhookEnabled,
  webhookRegistered,
  webhookReplayed,
  webhookSecretRotated,
  webhookTested,
  webhookUpdated,
} from '#write/webhooks/events.ts'
import { webhooks } from '#write/webhooks/tables.ts'
import { webhookView } from './table.ts'

const thatWebhook = ({ webhookId }: { webhookId: string }) => [webhookId]

export const webhookViews = view({
  table: webhookView,
  key: 'id',
  wokenBy: [
    on(webhookRegistered, thatWebhook),
    on(webhookUpdated, thatWebhook),
    on(webhookDisabled, thatWebhook),
    on(webhookEnabled, thatWebhook),
    on(webhookSecretRotated, thatWebhook),
    on(webhookReplayed, thatWebhook),
    on(webhookTested, thatWebhook),
    on(webhookDeleted, thatWebhook),
  ],
  refresh: (tx, ids: readonly string[]) => webhooksBy(tx, { ids: listOf(ids) }),
  keys: keysOf(webhooks, webhooks.id),
})

const webhooksBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ ...getTableColumns(webhooks), version: versionColumn(webhooks.id) })
    .from(webhooks)
    .where(inList(webhooks.id, $.ids)),
)
