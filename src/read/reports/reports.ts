// Every report.
import { refundsByDayReport } from '#read/refunds-by-day/load.ts'
import { salesByCountry } from '#read/sales-by-country/load.ts'
import { salesByDayReport } from '#read/sales-by-day/load.ts'
import { salesByDiscountReport } from '#read/sales-by-discount/load.ts'
import { taxSummary } from '#read/sales-by-tax-rate/load.ts'
import { salesByVariantReport } from '#read/sales-by-variant/load.ts'
import { stockValuation } from '#read/stock-valuation/load.ts'
import type { Report } from './report.ts'

export const reports: readonly Report[] = [
  salesByDayReport,
  salesByVariantReport,
  salesByCountry,
  salesByDiscountReport,
  refundsByDayReport,
  taxSummary,
  stockValuation,
]
