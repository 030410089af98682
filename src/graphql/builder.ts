// The schema's builder, with the scalars that everything is made of.
import SchemaBuilder from '@pothos/core'
import { GraphQLError, Kind } from 'graphql'
import { isDay } from '#domain/calendar.ts'
import { decimalOf, isCurrency, type Money } from '#domain/money.ts'
import type { Context } from './context.ts'

export type SchemaTypes = {
  Context: Context
  DefaultFieldNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: string; Output: number }
    Date: { Input: string; Output: string }
    MinorUnits: { Input: number; Output: number }
    SafeInt: { Input: number; Output: number }
    CurrencyCode: { Input: string; Output: string }
    JSON: { Input: unknown; Output: unknown }
  }
}

export const builder = new SchemaBuilder<SchemaTypes>({ defaultFieldNullability: false })

export type Builder = typeof builder

builder.queryType({ description: 'Everything that can be seen: answers come from views alone.' })
builder.mutationType({
  description:
    'Everything that can be done: each field is one command, run in its own transaction, in the order they stand in.',
})

const badInput = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })

builder.scalarType('DateTime', {
  description: 'A moment as an RFC 3339 date and time with its offset: `2026-03-02T10:00:00Z`.',
  serialize: (epochMs) => new Date(epochMs).toISOString(),
  parseValue: (value) => {
    if (typeof value !== 'string' || Number.isNaN(Date.parse(value)))
      throw badInput(`A DateTime must be an RFC 3339 text, found ${JSON.stringify(value)}.`)
    return value
  },
})

builder.scalarType('Date', {
  description: "A calendar day in the shop's time zone: `2026-03-02`.",
  serialize: (day) => day,
  parseValue: (value) => {
    if (typeof value !== 'string' || !isDay(value))
      throw badInput(`A Date must be a day as YYYY-MM-DD, found ${JSON.stringify(value)}.`)
    return value
  },
})

const minorUnits = (value: unknown): number => {
  if (!Number.isSafeInteger(value))
    throw badInput(
      `MinorUnits must be a whole number up to 2^53 − 1, found ${JSON.stringify(value)}.`,
    )
  return value as number
}

builder.scalarType('MinorUnits', {
  description:
    'A whole number of the smallest units of a currency, as a JSON integer up to 2^53 − 1: 1250 is 12.50 EUR and 1250 JPY.',
  serialize: minorUnits,
  parseValue: minorUnits,
  parseLiteral: (node) => {
    if (node.kind !== Kind.INT) throw badInput('MinorUnits must be a whole number.')
    return minorUnits(Number(node.value))
  },
})

builder.scalarType('SafeInt', {
  description: 'A whole number beyond 32 bits, as a JSON integer up to 2^53 − 1.',
  serialize: (value) => value,
})

builder.scalarType('CurrencyCode', {
  description: 'A currency as its ISO 4217 code: `EUR`.',
  serialize: (code) => code,
  parseValue: (value) => {
    if (typeof value !== 'string' || !isCurrency(value))
      throw badInput(`A CurrencyCode must be an ISO 4217 code, found ${JSON.stringify(value)}.`)
    return value
  },
})

builder.scalarType('JSON', {
  description: 'Any JSON value, as it was recorded.',
  serialize: (value) => value,
})

export const MoneyType = builder.objectRef<Money>('Money').implement({
  description: 'An amount of money in one currency.',
  fields: (t) => ({
    amount: t.expose('amount', { type: 'MinorUnits', description: 'In minor units.' }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'Which currency.' }),
    decimal: t.string({
      description: "As people write it, by the currency's own exponent: `12.50`.",
      resolve: ({ amount, currency }) => decimalOf(amount, currency),
    }),
  }),
})

/** What a field needs. Root fields without it fail at start-up; others answer null to who lacks it. */
export const needs = (permission: string) => ({ extensions: { permission } })

/** For what is anybody's: the rows behind it are guarded by their own loaders. */
export const PUBLIC = 'public'
