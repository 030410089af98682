// The facts of tax.
import { event } from '#kernel/event.ts'

const taxRate = { aggregate: 'taxRate', id: 'taxRateId' } as const

export const taxRateSet = event<{ taxRateId: string }>()({
  ...taxRate,
  name: 'TaxRateSet',
  summary: 'The tax on a class of goods in a country was set.',
})
export const taxRateRemoved = event<{ taxRateId: string }>()({
  ...taxRate,
  name: 'TaxRateRemoved',
  summary: 'A class of goods has no rate of its own in a country any more.',
})
