// Reports as the command line calls them: `sales-by-variant` for salesByVariant. A list of its own, so
// that asking for help loads no report.
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
