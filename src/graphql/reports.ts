// Reports: what was sold, day by day.
import { GraphQLError } from 'graphql'
import { ListRefused } from '#kernel/filter.ts'
import { loadSalesByDay, SALES_DAYS_MAX, type SalesDay } from '#read/sales-by-day/load.ts'
import { builder, MoneyType, needs } from './builder.ts'

const SalesDayType = builder.objectRef<SalesDay>('SalesDay').implement({
  description:
    'What was sold on one day, dated by placement: later cancels lower nothing, and an edit replaces what its order counts for.',
  fields: (t) => {
    const amount = (name: 'gross' | 'refunds' | 'net', description: string) =>
      t.field({
        type: MoneyType,
        description,
        resolve: (day) => ({ amount: day[name], currency: day.currency }),
      })
    return {
      day: t.expose('day', { type: 'Date', description: "The day in the shop's time zone." }),
      orders: t.exposeInt('orders', { description: 'How many orders were placed.' }),
      units: t.exposeInt('units', {
        description: 'Units of all their lines, as placed or last edited.',
      }),
      gross: amount(
        'gross',
        'What they cost as placed or last edited, lines and shipping, after discounts and with tax.',
      ),
      refunds: amount('refunds', 'What was given back.'),
      net: amount('net', 'Gross less refunds.'),
    }
  },
})

builder.queryField('salesByDay', (t) =>
  t.field({
    ...needs('reports.read'),
    description: `Sales of each day from one to another, both included, days without sales too. At most ${SALES_DAYS_MAX} days.`,
    type: [SalesDayType],
    nullable: true,
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'The first day.' }),
      to: t.arg({ type: 'Date', required: true, description: 'The last day.' }),
      currency: t.arg({
        type: 'CurrencyCode',
        required: false,
        description: "Orders in this currency alone. The shop's own unless given.",
      }),
    },
    resolve: async (_, { from, to, currency }, context) => {
      const range = { from, to, currency: currency ?? context.backend.shop.currency }
      try {
        return await context.read((connection) => loadSalesByDay(connection, range))
      } catch (thrown) {
        if (!(thrown instanceof ListRefused)) throw thrown
        const { message, code, path } = thrown
        throw new GraphQLError(message, { extensions: { code, argument: path } })
      }
    },
  }),
)
