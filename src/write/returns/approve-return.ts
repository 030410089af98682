// Lets a return be sent back.
import { command, id } from '#write/command.ts'
import { DateInFuture, momentOf, occurredAtInput, PastDateDenied } from '#write/past.ts'
import { returnApproved } from './events.ts'
import { ReturnNotFound, ReturnNotOpen } from './rejections.ts'
import { requireReturnAt, writeReturn } from './return.ts'

export const approveReturn = command({
  name: 'ApproveReturn',
  summary: 'Approves a return that was requested: it may be sent back.',
  permission: 'returns.write',
  input: {
    returnId: id('return').describe('The return.'),
    occurredAt: occurredAtInput(),
  },
  rejections: [ReturnNotFound, ReturnNotOpen, PastDateDenied, DateInFuture],

  async handle(context, { returnId, occurredAt }) {
    const { tx, record } = context
    const at = momentOf(context, occurredAt)
    const { back } = await requireReturnAt(context, returnId, ['REQUESTED'])
    await writeReturn(tx, { ...back, approvedAt: at })
    record(returnApproved({ orderId: back.orderId, returnId }))
    return { return: returnId, order: back.orderId }
  },
})
