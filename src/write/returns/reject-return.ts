// Turns a return down, and says why. Its units may be asked for again.
import { text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { DateInFuture, momentOf, occurredAtInput, PastDateDenied } from '#write/past.ts'
import { returnRejected } from './events.ts'
import { ReturnNotFound, ReturnNotOpen } from './rejections.ts'
import { requireReturnAt, writeReturn } from './return.ts'

export const rejectReturn = command({
  name: 'RejectReturn',
  summary: 'Turns down a return that was requested. Its units may be asked for again.',
  permission: 'returns.write',
  input: {
    returnId: id('return').describe('The return.'),
    reason: text({ max: 500 }).describe('Why, for whoever asked to read.'),
    occurredAt: occurredAtInput(),
  },
  rejections: [ReturnNotFound, ReturnNotOpen, PastDateDenied, DateInFuture],

  async handle(context, { returnId, reason, occurredAt }) {
    const { tx, record } = context
    const at = momentOf(context, occurredAt)
    const { back } = await requireReturnAt(context, returnId, ['REQUESTED'])
    await writeReturn(tx, { ...back, rejectReason: reason, rejectedAt: at })
    record(returnRejected({ orderId: back.orderId, returnId }))
    return { return: returnId, order: back.orderId }
  },
})
