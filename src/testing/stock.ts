// A stock room to test in: goods and places made by commands, and, beside the shop's own commands,
// three that promise, give back and ship units as orders do, one rule a command.
import { inject, onTestFinished } from 'vitest'
import { ID_PREFIXES } from '#domain/ids.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { engineAt } from '#kernel/database/engine-at.ts'
import { dispatcher } from '#kernel/dispatch.ts'
import { executor } from '#kernel/execute.ts'
import { integer, list, object, text } from '#kernel/input.ts'
import type { Accepted, Outcome } from '#kernel/outcome.ts'
import { writeQueue } from '#kernel/write-queue.ts'
import { tallies, views } from '#read/views.ts'
import { command, id } from '#write/command.ts'
import { commands } from '#write/commands.ts'
import { allocateStock, releaseStock, type StockPart, shipStock } from '#write/stock/allocation.ts'
import { InsufficientStock } from '#write/stock/rejections.ts'
import { newDatabase } from './database.ts'
import { OWNER, TEST_NOW, TEST_SHOP } from './shop.ts'

const quantity = integer({ min: 1 })
const line = object('Line', 'A line.', {
  lineId: text(),
  variantId: id('variant'),
  sku: text(),
  quantity,
})
const part = object('Part', 'A part.', {
  variantId: id('variant'),
  locationId: id('location'),
  quantity,
})
const reference = 'ord_1'

const ruleCommands = [
  command({
    name: 'Allocate',
    summary: 'Promises units.',
    permission: 'stock.write',
    input: { lines: list(line, { max: 100 }) },
    rejections: [InsufficientStock],
    handle: async (context, { lines }) => ({
      parts: JSON.stringify(await allocateStock(context, { reference, lines })),
    }),
  }),
  command({
    name: 'Release',
    summary: 'Gives units back.',
    permission: 'stock.write',
    input: { parts: list(part, { max: 100 }) },
    rejections: [],
    handle: async (context, { parts }) => {
      await releaseStock(context, { reference, parts })
      return {}
    },
  }),
  command({
    name: 'Ship',
    summary: 'Lets units leave.',
    permission: 'stock.write',
    input: { parts: list(part, { max: 100 }) },
    rejections: [InsufficientStock],
    handle: async (context, { parts }) => {
      await shipStock(context, { reference, parts })
      return {}
    },
  }),
]

export type StockRoom = {
  tx: Connection
  give: (command: string, input: unknown) => Promise<Outcome>
  accepted: (command: string, input: unknown) => Promise<Accepted>
  rows: <Row = Record<string, unknown>>(sql: string, ...values: unknown[]) => Row[]
  /** Variants by SKU. */
  goods: <Sku extends string>(...skus: Sku[]) => Promise<Record<Sku, string>>
  service: (sku: string) => Promise<string>
  /** A location by its code. */
  place: (code: string, priority?: number) => Promise<string>
  receive: (locationId: string, variantId: string, quantity: number) => Promise<Accepted>
  /** Parts of the allocation, or the refusal. */
  allocate: (
    ...lines: { lineId?: string; variantId: string; quantity: number }[]
  ) => Promise<(StockPart & { lineId: string })[] | { code: string; facts: object }>
}

/** A room that lasts as long as the test that asks for it. */
export async function stockRoom(): Promise<StockRoom> {
  const { room, dispose } = await openStockRoom()
  onTestFinished(dispose)
  return room
}

/** A room for a part of a test, such as one run of a property. */
export async function openStockRoom(): Promise<{ room: StockRoom; dispose: () => Promise<void> }> {
  const database = await newDatabase(inject('template'))
  const engine = await engineAt(database.address, { connection: { synchronous: 'OFF' } })
  const writer = await engine.openWriter()
  const all = [...commands, ...ruleCommands]
  const faults: unknown[] = []
  const queue = writeQueue(
    writer,
    await executor(writer, {
      commands: all,
      views,
      tallies,
      clock: () => TEST_NOW,
      idPrefixes: { ...ID_PREFIXES, cmd: 'cmd' },
      secretKinds: ['cart'],
      personalAggregates: [],
      settings: TEST_SHOP,
      release: 'test',
      idempotencyKeyLifetimeMs: 1_000,
      onFault: (fault) => faults.push(fault),
    }),
  )
  const dispatch = dispatcher(all, queue.submit)
  const dispose = async () => {
    await queue.close()
    await writer.close()
    await database.dispose()
  }

  const give: StockRoom['give'] = async (command, input) => {
    const { outcome } = await dispatch({ command, input, actor: OWNER })
    if (outcome.outcome === 'FAILED') throw faults.at(-1)
    return outcome
  }
  const accepted: StockRoom['accepted'] = async (command, input) => {
    const outcome = await give(command, input)
    if (outcome.outcome !== 'ACCEPTED') throw new Error(`${command}: ${JSON.stringify(outcome)}`)
    return outcome
  }
  const rows: StockRoom['rows'] = <Row>(sql: string, ...values: unknown[]) =>
    database.rows({ writer }, sql, values) as Row[]
  const variantIds = () =>
    Object.fromEntries(
      rows<{ sku: string; id: string }>('select sku, id from variants').map(({ sku, id }) => [
        sku,
        id,
      ]),
    )

  const room: StockRoom = {
    tx: writer,
    give,
    accepted,
    rows,
    goods: async <Sku extends string>(...skus: Sku[]) => {
      const variants = skus.map((sku) => ({ sku, prices: [] }))
      await accepted('CreateProduct', { name: skus.join(' '), variants })
      return variantIds() as Record<Sku, string>
    },
    service: async (sku) => {
      const variants = [{ sku, isService: true, prices: [] }]
      await accepted('CreateProduct', { name: sku, variants })
      return variantIds()[sku] as string
    },
    place: async (code, priority) => {
      const input = { code, name: code, countryCode: 'GB', priority }
      return (await accepted('CreateLocation', input)).result.location as string
    },
    receive: (locationId, variantId, quantity) =>
      accepted('ReceiveStock', { locationId, lines: [{ variantId, quantity }] }),
    allocate: async (...lines) => {
      const outcome = await give('Allocate', {
        lines: lines.map((line, index) => ({ lineId: String(index), sku: 'SKU', ...line })),
      })
      return outcome.outcome === 'ACCEPTED'
        ? JSON.parse(outcome.result.parts as string)
        : (outcome as { refusal: { code: string; facts: object } }).refusal
    },
  }
  return { room, dispose }
}
