// Takes what buyers wrote out of the returns of these orders.
import { inList, type Params, statement } from '#kernel/database/statement.ts'
import { returns } from './tables.ts'

export const forgetReturnNotes = statement((db, $: Params<{ orderIds: string }>) =>
  db.update(returns).set({ note: null }).where(inList(returns.orderId, $.orderIds)),
)
