// Changes an order that staff put together.
import { maybe } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { requireOpenDraftOrder, writeDraftOrder, writeLines } from './draft-order.ts'
import {
  contentWith,
  DRAFT_REJECTIONS,
  draftFields,
  draftLines,
  linesFrom,
} from './draft-order-input.ts'
import { draftOrderUpdated } from './events.ts'
import { DraftOrderNotFound, DraftOrderNotOpen } from './rejections.ts'

export const updateDraftOrder = command({
  name: 'UpdateDraftOrder',
  summary:
    'Changes a draft order: what is left out stays, null clears, and lists replace the whole list. Its currency stays.',
  permission: 'orders.draft',
  input: {
    draftOrderId: id('draftOrder').describe('The draft order.'),
    lines: maybe(draftLines()).describe('All that is in it from now on; null leaves it.'),
    ...draftFields,
  },
  target: ({ draftOrderId }) => ({ aggregate: 'draftOrder', id: draftOrderId }),
  rejections: [DraftOrderNotFound, DraftOrderNotOpen, ...DRAFT_REJECTIONS],

  async handle(context, { draftOrderId, ...given }) {
    const { tx, now, record } = context
    const draft = await requireOpenDraftOrder(tx, draftOrderId)
    const content = await contentWith(context, draft, given)
    await writeDraftOrder(tx, { ...draft, ...content, updatedAt: now })
    if (given.lines) await writeLines(context, draftOrderId, linesFrom(given.lines))
    record(draftOrderUpdated({ draftOrderId }))
    return { draftOrder: draftOrderId }
  },
})
