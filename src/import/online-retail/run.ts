// Imports files of the Online Retail dataset through commands alone: goods, customers and stock first,
// then each invoice as an order, then cancellations as returns and refunds. Stopped at any moment and run again, it goes on,
// and takes nothing twice: what stands in the shop is looked up, and every command bears a key made of
// the part of the file that it stands for.
import { basename } from 'node:path'
import type { Readers } from '#kernel/database/readers.ts'
import type { Dispatch } from '#kernel/dispatch.ts'
import { type Accounts, accounts, type Totals } from './accounts.ts'
import { importCancellations } from './cancel.ts'
import { productOf } from './catalog.ts'
import { type Cancellation, classify, type Row } from './classify.ts'
import { countryCodeOf } from './countries.ts'
import { type Courier, courier, lanes } from './courier.ts'
import { type Lookups, lookups } from './lookups.ts'
import { invoicesOf } from './orders.ts'
import { placeInvoice } from './place.ts'
import type { Progress } from './progress.ts'
import { readRows } from './rows.ts'
import { receiveForFile, referenceOf, WAREHOUSE } from './stock.ts'
import { type Survey, surveyFile } from './survey.ts'

export type ImportOptions = {
  /** Where refused rows are listed as CSV; null for the counts alone. */
  report?: string | null
  progress?: Progress
  /** Commands that may be under way at once: they share commits. */
  inFlight?: number
}

type Shop = { dispatch: Dispatch; readers: Readers }
type Work = {
  survey: Survey
  courier: Courier
  find: Lookups
  accounts: Accounts
  inFlight: number
}

const IN_FLIGHT = 64

const PRODUCTS_PER_COMMAND = 50

export async function importOnlineRetail(
  shop: Shop,
  files: readonly string[],
  { report = null, progress, inFlight = IN_FLIGHT }: ImportOptions = {},
): Promise<Totals> {
  const surveys: Survey[] = []
  for (const file of files) surveys.push(await surveyFile(file))
  progress?.start(surveys.reduce((sum, { rows }) => sum + rows, 0))
  const books = accounts(report, (rows) => progress?.advance(rows))
  try {
    for (const survey of surveys)
      await importFile({
        survey,
        courier: courier(shop.dispatch),
        find: lookups(shop.readers),
        accounts: books,
        inFlight,
      })
  } finally {
    await books.close()
    progress?.stop()
  }
  return books.totals
}

async function importFile(work: Work): Promise<void> {
  const { survey, courier, find } = work
  const locationId = await requireWarehouse(work)
  await importCatalog(work)
  const variants = await find.variants([...survey.articles.keys()])
  const goods = new Map(
    [...variants].flatMap(([sku, { id, isService }]) => (isService ? [] : [[sku, id] as const])),
  )
  const received = await find.receivedUnder(referenceOf(survey), [...goods.values()])
  await receiveForFile(courier, survey, { locationId, goods, received })
  const customers = await importCustomers(work)
  const cancellations = await importOrders(work, customers, locationId)
  await importCancellations({ ...work, file: basename(survey.file), locationId }, cancellations)
}

async function requireWarehouse({ courier, find }: Work): Promise<string> {
  const standing = await find.location(WAREHOUSE.code)
  if (standing) return standing
  const { location } = await courier.insist({
    command: 'CreateLocation',
    about: 'warehouse',
    input: WAREHOUSE,
  })
  return location as string
}

/** What the shop knows already stays as its staff keep it. */
async function importCatalog({ survey, courier, find, inFlight }: Work): Promise<void> {
  const known = await find.variants([...survey.articles.keys()])
  const products = [...survey.articles]
    .filter(([stockCode]) => !known.has(stockCode))
    .map(([stockCode, article]) => productOf(stockCode, article))
  const { start, finish } = lanes(inFlight)
  for (let at = 0; at < products.length; at += PRODUCTS_PER_COMMAND) {
    const page = products.slice(at, at + PRODUCTS_PER_COMMAND)
    await start(async () => {
      const about = `products ${page[0]?.variants[0].sku}`
      await courier.insist({ command: 'ImportProducts', about, input: { products: page } })
    })
  }
  await finish()
}

/** Answers the customers' ids by their ids in the files. */
async function importCustomers({
  survey: { customers },
  courier,
  find,
  inFlight,
}: Work): Promise<ReadonlyMap<string, string>> {
  const ids = await find.customers([...customers.keys()])
  const { start, finish } = lanes(inFlight)
  for (const [externalId, country] of customers) {
    if (ids.has(externalId)) continue
    await start(async () => {
      const { customer } = await courier.insist({
        command: 'RegisterCustomer',
        about: `customer ${externalId}`,
        input: { externalId, countryCode: countryCodeOf(country) },
      })
      ids.set(externalId, customer as string)
    })
  }
  await finish()
  return ids
}

/** Places the invoices; hands back the cancellations, which need them all in place. */
async function importOrders(
  work: Work,
  customers: ReadonlyMap<string, string>,
  locationId: string,
): Promise<Cancellation[]> {
  const { survey, accounts, inFlight } = work
  const cancellations: Cancellation[] = []
  const gather = invoicesOf(survey.invoices)
  const { start, finish } = lanes(inFlight)
  for await (const raw of readRows(survey.file)) {
    const row: Row = classify(raw)
    if (row.kind === 'REFUSED') await accounts.refuse(basename(survey.file), row)
    else if (row.kind === 'CANCELLATION') cancellations.push(row)
    else {
      const rows = gather(row)
      if (rows) await start(() => placeInvoice(work, { rows, customers, locationId }))
    }
  }
  await finish()
  return cancellations
}
