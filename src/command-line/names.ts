// What verbs can be asked for, by name. Lists of their own, so that asking for help loads nothing else.

/** Reports as the command line calls them: `sales-by-variant` for salesByVariant. */
export const REPORT_NAMES = [
  'sales-by-day',
  'sales-by-variant',
  'sales-by-country',
  'sales-by-discount',
  'refunds-by-day',
  'tax-summary',
  'stock-valuation',
] as const

export const nameOf = ({ name }: { name: string }): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

export const EXPORTS = ['orders', 'products', 'stock'] as const
export type Export = (typeof EXPORTS)[number]
