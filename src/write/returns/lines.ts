// Lines of an input that may name an order line once only, because what is said of it beside a number
// does not add up.
import { OrderLineRepeated } from './rejections.ts'

/** @param within Where the lines stand in the input. */
export function requireEachOnce(
  lines: readonly { orderLineId: string }[],
  within: readonly string[] = ['input', 'lines'],
): void {
  const named = new Set<string>()
  for (const [index, { orderLineId }] of lines.entries()) {
    if (named.has(orderLineId))
      throw new OrderLineRepeated({ orderLineId }, [...within, String(index), 'orderLineId'])
    named.add(orderLineId)
  }
}
