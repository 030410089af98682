// What each webhook was sent, newest first: the kernel's lines of tries as a list.
import { exact, ranged } from '#kernel/filter.ts'
import { flag, instant, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { tries } from '#kernel/tables.ts'

/** One line a try. Its reaction is the webhook. */
export type DeliveryRow = typeof tries.$inferSelect

export const loadDeliveries = rowsByKey(tries, tries.id)

export const deliveryListing = listing({
  table: tries,
  filters: {
    webhookId: exact(tries.reaction, text(), 'By the webhook.'),
    succeeded: exact(tries.succeeded, flag(), 'By what came of them.'),
    at: ranged(tries.at, instant(), 'When they were sent.'),
  },
  orders: { AT: ordering('When they were sent.', tries.at, tries.id) },
  defaultOrder: { field: 'AT', direction: 'DESC' },
})
