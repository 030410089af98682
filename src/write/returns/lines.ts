// Lines of an input that may name an order line once only, because what is said of it is not a number
// that adds up.
export const EACH_LINE_ONCE = 'must name each order line once'

export const namesEachLineOnce = (lines: readonly { orderLineId: string }[]): boolean =>
  new Set(lines.map(({ orderLineId }) => orderLineId)).size === lines.length
