// Calls a return off before anything came: staff any, a signed-in customer one of their own order.
import { command, id } from '#write/command.ts'
import { returnCancelled } from './events.ts'
import { ReturnNotFound, ReturnNotOpen } from './rejections.ts'
import { requireReturnAt, writeReturn } from './return.ts'

export const cancelReturn = command({
  name: 'CancelReturn',
  summary:
    'Calls a return off before anything of it came. Staff cancel any, signed-in customers those of their own orders. Once something came, `receiveReturn` says that no more is expected.',
  permission: 'returns.request',
  input: { returnId: id('return').describe('The return.') },
  rejections: [ReturnNotFound, ReturnNotOpen],

  async handle(context, { returnId }) {
    const { tx, now, record } = context
    const { back } = await requireReturnAt(context, returnId, ['REQUESTED', 'APPROVED'])
    await writeReturn(tx, { ...back, cancelledAt: now })
    record(returnCancelled({ orderId: back.orderId, returnId }))
    return { return: returnId, order: back.orderId }
  },
})
