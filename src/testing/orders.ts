// A shop with three locations, goods, a service and a gift that nobody counts, and orders placed in it
// the way shoppers place them.
import { expect } from 'vitest'
import type { AppOptions } from '#app'
import { InvalidInput } from '#kernel/rejections.ts'
import { loadOrderViews, type OrderRow } from '#read/order/load.ts'
import { type GiveOptions, type TestApp, testApp } from './app.ts'

const PRICES = { MUG: 500, CUP: 300, POST: 450, GIFT: 100 } as const
export type Sku = keyof typeof PRICES
const PLACES = { MAIN: 10, NORTH: 20, SOUTH: 30 } as const
export type Place = keyof typeof PLACES

export type OrderDesk = TestApp & {
  variants: Record<Sku, string>
  locations: Record<Place, string>
  /** Places an order of these units and answers its page. */
  placed: (units: Partial<Record<Sku, number>>, as?: GiveOptions) => Promise<OrderRow>
  page: (orderId: string) => Promise<OrderRow>
  /** Units of a page's lines as a command names them. */
  unitsOf: (
    order: OrderRow,
    units: Partial<Record<Sku, number>>,
  ) => { orderLineId: string; quantity: number }[]
  /** What stands where: `MUG@MAIN` is on hand / allocated. */
  levels: () => Record<string, string>
  /** The same, summed from the ledger. */
  ledger: () => Record<string, string>
  refused: (command: string, input: unknown, as?: GiveOptions) => Promise<Refused>
  /** The paths of all that an input breaks. */
  badPaths: (command: string, input: unknown) => Promise<string[]>
}

type Refused = { code: string; path: readonly string[] | null; facts: Record<string, unknown> }

export async function orderDesk(
  stock: Partial<Record<Place, Partial<Record<Sku, number>>>> = { MAIN: { MUG: 10, CUP: 10 } },
  options: Partial<AppOptions> = {},
  open: (options: Partial<AppOptions>) => Promise<TestApp> = testApp,
): Promise<OrderDesk> {
  const app = await open(options)
  const locations = {} as Record<Place, string>
  for (const [code, priority] of Object.entries(PLACES)) {
    const input = { code, name: code, countryCode: 'GB', priority }
    locations[code as Place] = (await app.ids('CreateLocation', input)).location as string
  }
  await app.accepted('CreateProduct', {
    name: 'Everything',
    status: 'PUBLISHED',
    variants: Object.entries(PRICES).map(([sku, amount]) => ({
      sku,
      isService: sku === 'POST',
      prices: [{ amount, currency: 'GBP' }],
    })),
  })
  const variants = Object.fromEntries(
    app
      .rows<{ sku: string; id: string }>('select sku, id from variants')
      .map(({ sku, id }) => [sku, id]),
  ) as Record<Sku, string>
  await app.accepted('SetStockPolicy', { variantId: variants.GIFT, tracked: false })
  for (const [place, units] of Object.entries(stock))
    await app.accepted('ReceiveStock', {
      locationId: locations[place as Place],
      lines: Object.entries(units).map(([sku, quantity]) => ({
        variantId: variants[sku as Sku],
        quantity,
      })),
    })

  const page: OrderDesk['page'] = async (orderId) =>
    (await loadOrderViews(app.writer, [orderId]))[0] as OrderRow

  const counted = (sql: string) =>
    Object.fromEntries(
      app
        .rows<{ place: string; onHand: number; allocated: number }>(sql)
        .map(({ place, onHand, allocated }) => [place, `${onHand}/${allocated}`]),
    )

  return {
    ...app,
    variants,
    locations,
    page,
    placed: async (units, as) => {
      const { cart } = await app.ids(
        'StartCart',
        {
          currency: 'GBP',
          lines: Object.entries(units).map(([sku, quantity]) => ({
            variantId: variants[sku as Sku],
            quantity,
          })),
        },
        as,
      )
      const { order } = await app.ids(
        'PlaceOrder',
        {
          cartId: cart,
          email: 'anna@example.com',
          shippingAddress: {
            name: 'Anna',
            line1: '1 High Street',
            city: 'Leeds',
            postalCode: 'LS1 1AA',
            countryCode: 'GB',
          },
        },
        as,
      )
      return page(order as string)
    },
    unitsOf: ({ lines }, units) =>
      Object.entries(units).map(([sku, quantity]) => ({
        orderLineId: lines.find((line) => line.sku === sku)?.id as string,
        quantity,
      })),
    levels: () =>
      counted(
        `select v.sku || '@' || l.code as place, on_hand as onHand, allocated
         from stock_levels s join variants v on v.id = variant_id
         join locations l on l.id = location_id order by place`,
      ),
    ledger: () =>
      counted(
        `select v.sku || '@' || l.code as place, sum(on_hand_delta) as onHand,
           sum(allocated_delta) as allocated
         from stock_movements m join variants v on v.id = variant_id
         join locations l on l.id = location_id group by place order by place`,
      ),
    refused: async (command, input, as) => {
      const outcome = await app.give(command, input, as)
      if (outcome.outcome === 'REFUSED') return outcome.refusal
      throw new Error(`${command} was ${outcome.outcome}.`)
    },
    badPaths: async (command, input) => {
      const thrown = await app.give(command, input).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      expect(thrown).toBeInstanceOf(InvalidInput)
      const { problems } = (thrown as InstanceType<typeof InvalidInput>).facts as {
        problems: { path: string[] }[]
      }
      return problems.map(({ path }) => path.join('.'))
    },
  }
}

/** An id of the right kind that nothing has. */
export const UNKNOWN = (prefix: string): string => `${prefix}_${'0'.repeat(26)}`
