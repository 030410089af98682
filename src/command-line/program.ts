// What each verb is called, takes and answers. The work itself is loaded when a verb is given, so that
// asking for help costs nothing.
import { Argument, Command, Option } from 'commander'
import { settingsHelp } from '#config'
import { RELEASE } from '../release.ts'
import { carriedOut } from './failures.ts'
import { EXPORTS, REPORT_NAMES } from './names.ts'

export const program = new Command('quartermaster')
  .description('A headless order-and-inventory backend: GraphQL over one SQLite file.')
  .version(RELEASE)
  .configureHelp({ showGlobalOptions: false })
  .addHelpText(
    'after',
    `
Examples:
  $ quartermaster demo                            a shop with a month of real orders, to try
  $ quartermaster serve                           your shop, on the settings below
  $ quartermaster key create --name "Back office" --permission orders.read

Settings, from the environment or a .env file:
${settingsHelp()}`,
  )

const port = () =>
  new Option('--port <port>', 'the port to listen on, instead of PORT; 0 takes any free one')

const asJson = () => new Option('--json', 'print one JSON document and nothing else')

const EXIT_CODES =
  '\n\nEnds with 0 if all is sound, 2 if data or books are wrong, 3 if there are only warnings,\nand 1 if it could not look.'

program
  .command('serve')
  .description('serve the shop over GraphQL until it is told to stop')
  .addOption(port())
  .addOption(
    new Option(
      '--workers <number>',
      'serve HTTP and reads from so many processes beside one that writes, instead of WORKERS',
    ),
  )
  .option('--no-migrate', 'refuse to start on a database that must be migrated first')
  .option('--demo', 'fill a key into the playground, for this machine only')
  .addHelpText(
    'after',
    examples(
      'serve',
      'serve --port 8080',
      'serve --workers 4     on a machine with cores to spare',
      'serve --no-migrate    where migrating is a step of its own',
    ),
  )
  .action(carriedOut(async (options) => (await import('./serve.ts')).serve(options)))

program
  .command('demo')
  .description('serve a shop with a month of a real merchant’s orders, imported at the first start')
  .argument('[file]', 'the database file', './.demo/shop.db')
  .addOption(port())
  .option('--race', 'instead of serving, have 200 buyers want the last 10 of something at once')
  .addHelpText('after', examples('demo', 'demo /tmp/try.db --port 4100', 'demo --race'))
  .action(carriedOut(async (file, options) => (await import('./demo.ts')).demo(file, options)))

const importing = program.command('import').description('import what another system has kept')
importing
  .command('online-retail')
  .description('the Online Retail dataset of UCI, as CSV or CSV.gz; run again, it goes on')
  .argument('<files...>', 'the files, in the order of their months')
  .option('--report <file>', 'list every refused row in this CSV file')
  .addHelpText(
    'after',
    examples('import online-retail 2010-12.csv.gz 2011-01.csv.gz --report refused.csv'),
  )
  .action(
    carriedOut(async (files, options) => (await import('./import.ts')).importFiles(files, options)),
  )

importing
  .command('shopify-products')
  .description('products from Shopify’s product CSV; given again, it brings them up to date')
  .argument('<file>', 'the CSV file that Shopify has exported')
  .option('--currency <code>', 'of the file’s prices, instead of SHOP_CURRENCY')
  .addOption(asJson())
  .addHelpText(
    'after',
    `${examples('import shopify-products products_export.csv')}\n\nEnds with 0 if all was taken, and with 2 if a product was refused: each is told with its line.`,
  )
  .action(
    carriedOut(async (file, options) => (await import('./import.ts')).importShopify(file, options)),
  )

importing
  .command('tax-rates')
  .description('set the tax rates of a list: eu-uk, the VAT of the European Union and the UK')
  .addArgument(new Argument('<list>', 'which list').choices(['eu-uk']))
  .addHelpText('after', examples('import tax-rates eu-uk'))
  .action(carriedOut(async (list) => (await import('./import.ts')).importRates(list)))

const key = program.command('key').description('make, list, rotate and revoke API keys')
key
  .command('create')
  .description('make an API key and print it, once')
  .requiredOption('--name <name>', 'what the key is for')
  .option('--publishable', 'for a shop’s own front end: its permissions are fixed')
  .option('--permission <permissions...>', 'what a staff key may do, such as orders.read; * is all')
  .option('--expires <moment>', 'from when on it opens nothing, as an RFC 3339 date and time')
  .addHelpText(
    'after',
    examples(
      'key create --name "Back office" --permission orders.read customers.read',
      'key create --name "Web shop" --publishable',
    ),
  )
  .action(carriedOut(async (options) => (await import('./keys.ts')).createKey(options)))
key
  .command('list')
  .description('list the API keys, by what they are for')
  .addHelpText('after', examples('key list'))
  .action(carriedOut(async () => (await import('./keys.ts')).listKeys()))
key
  .command('rotate')
  .description('make a key in the place of another and print it, once')
  .argument('<id>', 'the id of the key, as `key list` shows it')
  .option('--overlap-hours <hours>', 'for how long the old key goes on; 24 unless given')
  .addHelpText('after', examples('key rotate key_01kmn2c9r0v8e6y3p5t7w4x1zq --overlap-hours 1'))
  .action(carriedOut(async (id, options) => (await import('./keys.ts')).rotateKey(id, options)))
key
  .command('revoke')
  .description('take an API key out of use, at once and for good')
  .argument('<id>', 'the id of the key, as `key list` shows it')
  .addHelpText('after', examples('key revoke key_01kmn2c9r0v8e6y3p5t7w4x1zq'))
  .action(carriedOut(async (id) => (await import('./keys.ts')).revokeKey(id)))

program
  .command('backup')
  .description('copy the database into a file with a manifest beside it, also while a server runs')
  .argument('<file>', 'where to; nothing is overwritten')
  .addHelpText('after', examples('backup shop-2026-03-02.db'))
  .action(carriedOut(async (file) => (await import('./examine.ts')).backup(file)))

program
  .command('verify')
  .description('say whether a backup is whole, to the byte, and what is in it in order')
  .argument('<file>', 'the backup; its manifest stands beside it')
  .addOption(asJson())
  .addHelpText('after', examples('verify shop-2026-03-02.db') + EXIT_CODES)
  .action(
    carriedOut(async (file, options) => (await import('./examine.ts')).verifyBackup(file, options)),
  )

program
  .command('restore')
  .description('put a backup in the place of the database; the server must be stopped')
  .argument('<file>', 'the backup; its manifest stands beside it')
  .option('--replace', 'keep a database that stands there aside, instead of refusing')
  .addHelpText('after', examples('restore shop-2026-03-02.db', 'restore shop.db --replace'))
  .action(
    carriedOut(async (file, options) =>
      (await import('./examine.ts')).restoreBackup(file, options),
    ),
  )

program
  .command('move')
  .description('move a shop from its file to PostgreSQL, while it is served until little is left')
  .requiredOption('--from <file>', 'the database file')
  .option(
    '--to <url>',
    'postgres://<host>/<name>, an empty database; goes on where it was cut short',
  )
  .option('--give-up', 'leave the shop in its file: nothing of a move is left in it')
  .addHelpText(
    'after',
    examples(
      'move --from shop.db --to postgres://shop:secret@db.example.com/shop',
      'move --from shop.db --give-up',
    ),
  )
  .action(carriedOut(async (options) => (await import('./move.ts')).move(options)))

const views = program.command('views').description('verify and rebuild what queries read')
views
  .command('verify')
  .description('compare every view with what the write tables say, also while a server runs')
  .addOption(asJson())
  .addHelpText('after', examples('views verify') + EXIT_CODES)
  .action(carriedOut(async (options) => (await import('./examine.ts')).verify(options)))
views
  .command('rebuild')
  .description(
    'make every view right that is not as the write tables say, also while a server runs',
  )
  .addHelpText('after', examples('views rebuild'))
  .action(carriedOut(async () => (await import('./rebuild.ts')).rebuild()))

program
  .command('doctor')
  .description(
    'look the database over, also while a server runs: pages, references, journal, views, books, log, readers, disk, and what waits',
  )
  .addOption(asJson())
  .addHelpText(
    'after',
    examples('doctor', 'doctor && echo healthy', 'doctor --json | jq .verdict') + EXIT_CODES,
  )
  .action(carriedOut(async (options) => (await import('./examine.ts')).doctor(options)))

program
  .command('report')
  .description('write a report as CSV, also while a server runs; amounts are decimal, as 12.50')
  .addArgument(new Argument('<name>', 'which report').choices(REPORT_NAMES))
  .option('--from <day>', 'the first day, as YYYY-MM-DD')
  .option('--to <day>', 'the last day, as YYYY-MM-DD')
  .option('--currency <code>', 'orders in this currency alone, instead of SHOP_CURRENCY')
  .addHelpText(
    'after',
    examples(
      'report sales-by-variant --from 2026-01-01 --to 2026-03-31 > sales.csv',
      'report stock-valuation > stock.csv',
    ),
  )
  .action(
    carriedOut(async (name, options) => (await import('./report.ts')).writeReport(name, options)),
  )

program
  .command('why')
  .description(
    'tell how something came about: every attempt, refusal and fact, and the views woken',
  )
  .argument('<id>', 'the id of anything, or the number of an order')
  .addOption(asJson())
  .addHelpText('after', examples('why 1001', 'why ord_01kmn2c9r0v8e6y3p5t7w4x1zq --json'))
  .action(carriedOut(async (id, options) => (await import('./why.ts')).why(id, options)))

program
  .command('export')
  .description('write orders, products or stock as CSV or JSON Lines, also while a server runs')
  .addArgument(new Argument('<what>', 'what').choices(EXPORTS))
  .addOption(
    new Option(
      '--format <format>',
      'csv for spreadsheets, products as Shopify takes them; jsonl for programs',
    )
      .choices(['csv', 'jsonl'])
      .default('csv'),
  )
  .option('--out <file>', 'where to, instead of standard output; nothing is overwritten')
  .addHelpText(
    'after',
    examples('export orders > orders.csv', 'export products --format jsonl --out products.jsonl'),
  )
  .action(
    carriedOut(async (what, options) => (await import('./export.ts')).exportRows(what, options)),
  )

program
  .command('replay')
  .description('give the journal’s commands to an empty shop and compare what comes of it')
  .option('--until <moment>', 'the last command: its sequence, or an RFC 3339 date and time')
  .option('--into <file>', 'keep the shop that comes of it in this new file')
  .option('--archives <folder>', 'where the archives are, if some of the journal was archived')
  .addHelpText(
    'after',
    examples(
      'replay',
      'replay --until 2026-03-02T10:00:00Z --into shop-then.db',
      'replay --archives /srv/archives',
    ),
  )
  .action(carriedOut(async (options) => (await import('./replay.ts')).replay(options)))

const archive = program
  .command('archive')
  .description('keep old commands and events in archives instead of the database')
archive
  .command('create')
  .description('archive what is old and needed no more, also while a server runs')
  .argument('<folder>', 'where to: one folder holds all archives of a shop')
  .option('--keep-days <days>', 'how many days the database keeps at least', '90')
  .addHelpText('after', examples('archive create /srv/archives --keep-days 365'))
  .action(
    carriedOut(async (folder, options) =>
      (await import('./archive.ts')).createArchive(folder, options),
    ),
  )
archive
  .command('verify')
  .description('say whether archives are whole, to the byte, and follow each other')
  .argument('<folder>', 'the folder that holds them')
  .addHelpText('after', examples('archive verify /srv/archives'))
  .action(carriedOut(async (folder) => (await import('./archive.ts')).verifyArchives(folder)))

program
  .command('schema')
  .description('write the GraphQL schema')
  .argument('[file]', 'where to; - prints it', 'schema.graphql')
  .addHelpText('after', examples('schema', 'schema - | less'))
  .action(carriedOut(async (file) => (await import('./schema.ts')).schema(file)))

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ quartermaster ${line}`).join('\n')}`
}
