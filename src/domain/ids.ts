// The kinds of thing that bear an id, and the prefix by which anybody can tell one from another.

export const ID_PREFIXES = {
  product: 'prd',
  variant: 'var',
  price: 'prc',
  collection: 'col',
  location: 'loc',
  movement: 'mov',
  customer: 'cus',
  address: 'adr',
  cart: 'cart',
  cartLine: 'cli',
  order: 'ord',
  orderLine: 'oli',
  orderNote: 'ont',
  cancellation: 'ocn',
  payment: 'pay',
  paymentEntry: 'pen',
  paymentRequest: 'prq',
  paymentReport: 'prp',
  fulfilment: 'ful',
  fulfilmentLine: 'fli',
  return: 'ret',
  returnLine: 'rtl',
  returnReceipt: 'rrc',
  refundGrant: 'rgr',
  apiKey: 'key',
  deadLetter: 'dlt',
} as const

export type IdKind = keyof typeof ID_PREFIXES
