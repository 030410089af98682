// Why a row of the files may be refused. The list is closed: a reason that isn't here doesn't exist.

export const REASONS = {
  ROW_MALFORMED: 'It has not the eight columns, or a number or time in it can not be read.',
  INVOICE_IS_ADJUSTMENT: 'Its invoice starts with A: bookkeeping, nothing was sold.',
  QUANTITY_NOT_POSITIVE: 'No cancellation, yet it takes units away: a write-off or a correction.',
  PRICE_NOT_POSITIVE:
    'Nothing was charged or given back for it: a gift, a sample or a count of stock.',
  PRICE_NOT_IN_PENCE: 'Its price has a fraction of a penny.',
  CANCELLATION_NOT_NEGATIVE: 'Its invoice starts with C, yet it takes no units back.',
  CANCELLATION_WITHOUT_CUSTOMER: 'Nobody knows whose order it takes back.',
  CANCELLATION_WITHOUT_SALE: 'This customer has no earlier order line with this stock code.',
  CANCELLATION_EXCEEDS_SALES:
    'It takes back more than can still be given back of those lines, in units or in money.',
  INVOICE_DIFFERS: 'An order of this invoice number stands already, with other lines.',
  ORDER_REFUSED: 'The shop refused the order of its invoice; the report says why.',
  CANCELLATION_REFUSED: 'The shop refused the cancellation; the report says why.',
} as const

export type Reason = keyof typeof REASONS
