// Whether an order may go out: what everything asks that makes units of it ready or ships them.
import type { Order } from './order.ts'
import { OrderOnHold } from './rejections.ts'

export function requireNotHeld(
  { id: orderId, onHold, heldAt, holdReason }: Order,
  path: readonly string[] = ['input', 'orderId'],
): void {
  if (!onHold) return
  throw new OrderOnHold({ orderId, heldAt: heldAt as number, reason: holdReason as string }, path)
}
