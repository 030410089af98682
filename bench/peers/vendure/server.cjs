// A Vendure server on better-sqlite3 with as much in it as our own shop has: made at its first start, which ends when
// it is full (`node server.cjs <file> <port> fill <names.json>`), and served afterwards (`node server.cjs <file> <port>`).
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { dirname, join } = require('node:path')
const vendure = require('@vendure/core')
const { populate } = require('@vendure/core/cli')

const [file, port, verb, names] = process.argv.slice(2)

const config = {
  apiOptions: {
    port: Number(port),
    hostname: '127.0.0.1',
    adminApiPath: 'admin-api',
    shopApiPath: 'shop-api',
  },
  authOptions: {
    tokenMethod: ['bearer'],
    superadminCredentials: { identifier: 'superadmin', password: 'superadmin' },
    requireVerification: false,
  },
  dbConnectionOptions: {
    type: 'better-sqlite3',
    database: file,
    synchronize: verb === 'fill',
    enableWAL: true,
    // Ours is FULL; this is what favours Vendure.
    prepareDatabase: (sqlite) => sqlite.pragma('synchronous = NORMAL'),
    logging: false,
  },
  importExportOptions: { importAssetsDir: dirname(file) },
  paymentOptions: { paymentMethodHandlers: [vendure.dummyPaymentHandler] },
  plugins: [
    vendure.DefaultSearchPlugin.init({ bufferUpdates: false }),
    vendure.DefaultJobQueuePlugin.init({ pollInterval: 5 }),
  ],
  logger: new vendure.DefaultLogger({ level: vendure.LogLevel.Error }),
}

const initialData = {
  defaultLanguage: vendure.LanguageCode.en,
  defaultZone: 'Europe',
  countries: [{ name: 'United Kingdom', code: 'GB', zone: 'Europe' }],
  taxRates: [{ name: 'Standard Tax', percentage: 20 }],
  shippingMethods: [{ name: 'Post', price: 360 }],
  paymentMethods: [
    {
      name: 'Dummy',
      handler: {
        code: 'dummy-payment-handler',
        arguments: [{ name: 'automaticSettle', value: 'true' }],
      },
    },
  ],
  collections: [],
}

/** The same names, descriptions and prices as our own shop's. */
function catalog(names) {
  const lines = [
    'name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets',
  ]
  for (const [index, name] of names.entries()) {
    const price = (100 + index) / 100
    const description = 'What there is to say about it, in a sentence or two.'
    lines.push(
      `${name},product-${index},"${description}",,,size,Small,SKU-${index}-Small,${price},standard,100000,true,,`,
      `,,,,,,Large,SKU-${index}-Large,${price},standard,100000,true,,`,
    )
  }
  return `${lines.join('\n')}\n`
}

async function fill() {
  const folder = mkdtempSync(join(tmpdir(), 'vendure-catalog-'))
  const csv = join(folder, 'catalog.csv')
  writeFileSync(csv, catalog(JSON.parse(readFileSync(names, 'utf8'))))
  const app = await populate(() => vendure.bootstrap(config), initialData, csv)
  const jobs = app.get(vendure.JobQueueService)
  await jobs.start()
  const context = await app.get(vendure.RequestContextService).create({ apiType: 'admin' })
  const search = app.get(
    require('@vendure/core/dist/plugin/default-search-plugin/fulltext-search.service')
      .FulltextSearchService,
  )
  const { id } = await search.reindex(context)
  const { jobQueueStrategy } = app.get(vendure.ConfigService).jobQueueOptions
  for (let state = ''; state !== 'COMPLETED'; ) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    state = (await jobQueueStrategy.findOne(id)).state
    if (state === 'FAILED') throw new Error('The search index could not be made.')
  }
  await app.close()
  rmSync(folder, { recursive: true })
}

async function main() {
  if (verb === 'fill') await fill()
  else await vendure.bootstrap(config)
  process.stdout.write(verb === 'fill' ? 'filled\n' : 'serves\n')
  if (verb === 'fill') process.exit(0)
}

main().catch((fault) => {
  console.error(fault)
  process.exit(1)
})
