// Begins an order that staff put together, as on the telephone. It holds nothing back until it is completed.
import { command, currency } from '#write/command.ts'
import { insertDraftOrder, writeLines } from './draft-order.ts'
import {
  contentWith,
  DRAFT_REJECTIONS,
  draftFields,
  draftLines,
  linesFrom,
} from './draft-order-input.ts'
import { draftOrderCreated } from './events.ts'

export const createDraftOrder = command({
  name: 'CreateDraftOrder',
  summary:
    'Begins an order that staff put together, at the prices of the catalog or their own. Until it is completed it holds no stock and uses no discount, and is priced anew whenever it is looked at; what would keep it from being completed stands in its `problems`. Staff may sell what is not published, and nothing that is archived.',
  permission: 'orders.draft',
  input: {
    currency: currency().describe('What it is priced in, for good, as an ISO 4217 code.'),
    lines: draftLines(),
    ...draftFields,
  },
  rejections: DRAFT_REJECTIONS,

  async handle(context, { currency, ...given }) {
    const { tx, now, newId, record } = context
    const nothing = {
      ...{ currency, customerId: null, email: null, shippingAddress: null },
      ...{ discountCodes: [], shippingMethodId: null, note: null },
    }
    const content = await contentWith(context, nothing, given)
    const draftOrderId = newId('draftOrder')
    await insertDraftOrder(tx, { ...content, id: draftOrderId, createdAt: now, updatedAt: now })
    await writeLines(context, draftOrderId, linesFrom(given.lines))
    record(draftOrderCreated({ draftOrderId }))
    return { draftOrder: draftOrderId }
  },
})
