// Every setting: read from the environment once, checked once, documented once. What `--help` and
// `.env.example` say comes from the list below.
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { isCountry } from '#domain/address.ts'
import { isTimeZone } from '#domain/calendar.ts'
import { isCurrency } from '#domain/money.ts'
import type { Shop } from '#domain/shop.ts'
import type { DatabaseAddress } from '#kernel/database/engine.ts'

export type Config = {
  port: number
  /** Processes that serve HTTP beside the one that writes; 0 does everything in one. */
  workers: number
  host: string
  database: DatabaseAddress
  /** The database file's absolute path; beside a server's, what its files on this machine are named after. */
  file: string
  ownerKey: string | null
  shop: Shop
  corsOrigins: readonly string[]
  logLevel: string
  idempotencyKeyLifetimeMs: number
  queueLengthMax: number
  admission: AdmissionLimits
  commandDeadlineMs: number
  api: ApiSettings
  /** From which on commands and requests are logged as slow, in milliseconds. */
  slow: { commandMs: number; requestMs: number }
  customerTokens: CustomerTokens | null
  /** Where traces go; null makes none. */
  traceEndpoint: string | null
  /** Null where there are no webhooks. */
  webhookSigningKey: string | null
  stripe: StripeSettings | null
}

/** Who gets in, before a request is read. */
export type AdmissionLimits = {
  /** Requests to the API that may be under way. */
  requestsMax: number
  /** Requests a minute from one address; null is no limit. */
  perAddress: number | null
  /** Requests a minute with one API key, or of one customer; null is no limit. */
  perActor: number | null
  /** True takes addresses from X-Forwarded-For, which anybody can write who is not behind a proxy. */
  trustsProxy: boolean
}

/** What one operation may ask for, and what is told of the schema. */
export type ApiSettings = {
  costMax: number
  queryTimeoutMs: number
  /** Subscriptions that may be under way. */
  subscriptionsMax: number
  introspection: boolean
  playground: boolean
  console: boolean
  /** A manifest of the only operations that are run; null runs any. */
  persistedOperationsFile: string | null
}

/** How Stripe is asked, and by what its webhooks are known. */
export type StripeSettings = {
  apiKey: string
  webhookSecret: string | null
  /** Null is Stripe itself. */
  apiBase: string | null
}

/** How the tokens of the merchant's identity provider are checked. */
export type CustomerTokens = {
  key: { secret: string } | { jwksFile: string } | { jwksUrl: string }
  issuer: string | null
  audience: string | null
}

/** Settings that can't be used: one line each, fit for a terminal. */
export class SettingsInvalid extends Error {}

type Setting<Value> = { fallback: string | null; description: string; read: z.ZodType<Value> }

const MS_PER_DAY = 86_400_000
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .transform((text) => (/^\d+$/.test(text) ? Number(text) : Number.NaN))
    .refine(
      (number) => number >= min && number <= max,
      `must be a whole number from ${min} to ${max}`,
    )

const anyText = z.string()

const yesOrNo = z
  .string()
  .refine((text) => text === 'true' || text === 'false', 'must be true or false')
  .transform((text) => text === 'true')

const setting = <Value>(
  fallback: string | null,
  description: string,
  read: z.ZodType<Value>,
): Setting<Value> => ({ fallback, description, read })

export const SETTINGS = {
  PORT: setting('4000', 'The port to listen on; 0 takes any free one.', wholeNumber(0, 65_535)),
  HOST: setting(
    '127.0.0.1',
    'The address to listen on. Only this machine can reach the default; 0.0.0.0 is every address, as in a container.',
    anyText,
  ),
  WORKERS: setting(
    '0',
    'Processes that serve HTTP and reads beside one that writes; 0 does everything in one process.',
    wholeNumber(0, 64),
  ),
  DATABASE_URL: setting(
    'file:./quartermaster.db',
    'The database: file:<path>, made where it is missing, or postgres://user:password@host:port/name. Relative paths start where the command was given; several hosts stand between commas, and the one that can be written to is found.',
    z.string().transform(databaseOf),
  ),
  DATABASE_REPLICA_URLS: setting(
    null,
    'PostgreSQL servers that follow the one of DATABASE_URL and may be read, between commas. Reads go there.',
    z.string().transform(replicasOf),
  ),
  OWNER_KEY: setting(
    null,
    "Presets the owner's API key at the first start, at least 8 characters. Left out, a key is made and printed once.",
    anyText.min(8, 'must be at least 8 characters long'),
  ),
  SHOP_CURRENCY: setting(
    'GBP',
    "The shop's own currency, ISO 4217: reports and unit costs are in it.",
    anyText.refine(isCurrency, 'must be an ISO 4217 currency code such as EUR'),
  ),
  SHOP_COUNTRY: setting(
    'GB',
    'Where the shop is, ISO 3166-1 alpha-2: a cart without an address is taxed as there.',
    anyText.refine(isCountry, 'must be an ISO 3166-1 alpha-2 country code such as DE'),
  ),
  PRICES_INCLUDE_TAX: setting(
    'true',
    'Whether prices have tax in them (true) or it comes on top (false). Orders keep what they were placed with.',
    z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true'),
  ),
  SHOP_TIME_ZONE: setting(
    'UTC',
    'The IANA time zone that decides which day an order belongs to. Leave it as it is once orders stand.',
    anyText.refine(isTimeZone, 'must be an IANA time zone such as Europe/London'),
  ),
  CART_LIFETIME_DAYS: setting(
    '7',
    'Days that a cart is left alone before it is abandoned.',
    wholeNumber(1, 3_650),
  ),
  SHIPS_UNPAID: setting(
    'true',
    'Whether orders may ship that are not paid, or authorized, in full: true or false.',
    yesOrNo,
  ),
  AWAIT_PAYMENT_MINUTES: setting(
    null,
    'Minutes that an order waits for its payment, pending, before it expires and gives its stock back. Left out, placing confirms an order at once.',
    wholeNumber(1, 525_600),
  ),
  CART_RESERVATION_MINUTES: setting(
    null,
    'Minutes that a cart holds its units back from others after its lines changed. Left out, only an order does.',
    wholeNumber(1, 525_600),
  ),
  CORS_ORIGINS: setting(
    null,
    'Origins whose pages may call the API from a browser, separated by commas; * is any. Left out, none may.',
    anyText
      .transform((text) => text.split(',').map((origin) => origin.trim()))
      .refine(
        (origins) => origins.every((origin) => origin === '*' || isOrigin(origin)),
        'must be origins such as https://shop.example, separated by commas',
      ),
  ),
  LOG_LEVEL: setting(
    'info',
    `How much is logged: ${LOG_LEVELS.join(', ')}.`,
    anyText.refine(
      (level) => LOG_LEVELS.includes(level),
      `must be one of ${LOG_LEVELS.join(', ')}`,
    ),
  ),
  IDEMPOTENCY_KEY_LIFETIME_DAYS: setting(
    '30',
    'Days that an idempotency key is remembered.',
    wholeNumber(1, 3_650),
  ),
  QUEUE_LENGTH_MAX: setting(
    '10000',
    'Commands that may wait; more are refused as OVERLOADED.',
    wholeNumber(1, 1_000_000),
  ),
  REQUESTS_MAX: setting(
    '128',
    'Requests to the API that may be under way; more are refused as OVERLOADED before they are read.',
    wholeNumber(1, 100_000),
  ),
  SLOW_COMMAND_MS: setting(
    '1000',
    'Commands that take longer, their wait included, are logged with where the time went.',
    wholeNumber(1, 3_600_000),
  ),
  SLOW_REQUEST_MS: setting(
    '5000',
    'Requests that take longer are logged as a warning.',
    wholeNumber(1, 3_600_000),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    null,
    'Where traces are sent to, as OTLP over HTTP: http://127.0.0.1:4318. None are made unless given.',
    anyText.refine(isOrigin, 'must be an origin such as http://127.0.0.1:4318'),
  ),
  SUBSCRIPTIONS_MAX: setting(
    '5000',
    'Subscriptions, and WebSockets, that may be open; more are refused as OVERLOADED.',
    wholeNumber(0, 1_000_000),
  ),
  RATE_LIMIT_PER_ADDRESS: setting(
    null,
    'Requests a minute from one address; more are refused as RATE_LIMITED. No limit unless given.',
    wholeNumber(1, 1_000_000),
  ),
  RATE_LIMIT_PER_KEY: setting(
    null,
    'Requests a minute with one API key, or of one customer. No limit unless given.',
    wholeNumber(1, 1_000_000),
  ),
  TRUST_PROXY: setting(
    'false',
    'true takes addresses from the last entry of X-Forwarded-For: only behind a proxy of your own.',
    yesOrNo,
  ),
  COMMAND_DEADLINE_MS: setting(
    '10000',
    'Milliseconds that a command may wait before it is refused as TIMED_OUT.',
    wholeNumber(1, 600_000),
  ),
  COST_MAX: setting(
    '20000',
    'What one operation may cost: an object is 1, a page as many times an entry as it has entries.',
    wholeNumber(1, 100_000_000),
  ),
  QUERY_TIMEOUT_MS: setting(
    '10000',
    'Milliseconds after which a query reads nothing more and answers QUERY_TIMED_OUT.',
    wholeNumber(1, 600_000),
  ),
  INTROSPECTION: setting('true', 'Whether the API tells its schema: true or false.', yesOrNo),
  PLAYGROUND: setting('true', 'Whether a browser finds the playground at /graphql.', yesOrNo),
  CONSOLE: setting('true', 'Whether a browser finds the back office at /console.', yesOrNo),
  PERSISTED_OPERATIONS: setting(
    null,
    'A JSON file of documents by their hash: then no other operation is run. Any unless given.',
    anyText.transform((path) => resolve(path)),
  ),
  MODULES: setting(
    null,
    'Modules of your own: paths of files that export one each, between commas.',
    anyText,
  ),
  CUSTOMER_JWT_SECRET: setting(
    null,
    "The secret with which the identity provider signs customers' tokens (HS256), at least 32 characters.",
    anyText.min(32, 'must be at least 32 characters long'),
  ),
  CUSTOMER_JWKS_FILE: setting(
    null,
    "A file with the identity provider's public keys as a JSON Web Key Set. Instead of a secret.",
    anyText.transform((path) => resolve(path)),
  ),
  CUSTOMER_JWKS_URL: setting(
    null,
    'Where the identity provider publishes its public keys as a JSON Web Key Set, over HTTPS. Instead of a file: keys that it rotates are found by themselves.',
    anyText.refine(isKeySetUrl, 'must be an https:// address, or http:// on this machine'),
  ),
  CUSTOMER_JWT_ISSUER: setting(null, "The `iss` that customers' tokens must have.", anyText),
  CUSTOMER_JWT_AUDIENCE: setting(null, "The `aud` that customers' tokens must have.", anyText),
  WEBHOOK_SIGNING_KEY: setting(
    null,
    'What the signing secrets of webhooks follow from, at least 32 characters. Without it there are no webhooks; with another every receiver needs a new secret.',
    anyText.min(32, 'must be at least 32 characters long'),
  ),
  WEBHOOKS_REACH_PRIVATE: setting(
    'false',
    "Whether webhooks may lead to addresses of the server's own network, and go without TLS.",
    yesOrNo,
  ),
  STRIPE_API_KEY: setting(
    null,
    "Stripe's secret key. With it, payments by the provider `stripe` are asked of Stripe.",
    anyText.min(8, 'must be at least 8 characters long'),
  ),
  STRIPE_WEBHOOK_SECRET: setting(
    null,
    "The signing secret of Stripe's webhook endpoint, which is /webhooks/stripe here.",
    anyText.min(8, 'must be at least 8 characters long'),
  ),
  STRIPE_API_BASE: setting(
    null,
    "Where Stripe's API is, for tests against a stand-in: http://127.0.0.1:12111. Stripe itself unless given.",
    anyText.refine(isOrigin, 'must be an origin such as http://127.0.0.1:12111'),
  ),
} as const

type Name = keyof typeof SETTINGS
type ValueOf<N extends Name> = (typeof SETTINGS)[N] extends Setting<infer Value> ? Value : never
type Values = { [N in Name]: ValueOf<N> | null }

export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const problems: string[] = []
  const values = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, { fallback, read }]) => {
      const given = environment[name] || fallback // Empty is left out, as in `.env` files.
      if (given === null) return [name, null]
      const parsed = read.safeParse(given)
      if (!parsed.success)
        problems.push(`${name} ${parsed.error.issues[0]?.message}, found ${shown(name, given)}.`)
      return [name, parsed.data]
    }),
  ) as Values
  const proofs = (
    ['CUSTOMER_JWT_SECRET', 'CUSTOMER_JWKS_FILE', 'CUSTOMER_JWKS_URL'] as const
  ).filter((name) => values[name])
  if (proofs.length > 1) problems.push(`${proofs.join(' and ')} exclude each other.`)
  for (const name of ['STRIPE_WEBHOOK_SECRET', 'STRIPE_API_BASE'] as const)
    if (values[name] && !values.STRIPE_API_KEY) problems.push(`${name} needs STRIPE_API_KEY.`)
  if (values.DATABASE_REPLICA_URLS && !POSTGRES_URL.test(values.DATABASE_URL ?? ''))
    problems.push('DATABASE_REPLICA_URLS needs a DATABASE_URL of postgres://<host>/<name>.')
  if (problems.length > 0) throw new SettingsInvalid(problems.join('\n'))

  const required = <N extends Name>(name: N) => values[name] as ValueOf<N>
  return {
    port: required('PORT'),
    workers: required('WORKERS'),
    host: required('HOST'),
    database: addressOf(required('DATABASE_URL'), values.DATABASE_REPLICA_URLS ?? []),
    file: localFileOf(required('DATABASE_URL')),
    ownerKey: values.OWNER_KEY,
    shop: {
      currency: required('SHOP_CURRENCY'),
      countryCode: required('SHOP_COUNTRY'),
      pricesIncludeTax: required('PRICES_INCLUDE_TAX'),
      timeZone: required('SHOP_TIME_ZONE'),
      cartLifetimeMs: required('CART_LIFETIME_DAYS') * MS_PER_DAY,
      shipsUnpaid: required('SHIPS_UNPAID'),
      paymentProviders: values.STRIPE_API_KEY ? ['stripe'] : [],
      awaitsPaymentMs: minutes(values.AWAIT_PAYMENT_MINUTES),
      reservationMs: minutes(values.CART_RESERVATION_MINUTES),
      webhooks: !values.WEBHOOK_SIGNING_KEY
        ? 'OFF'
        : required('WEBHOOKS_REACH_PRIVATE')
          ? 'ANYWHERE'
          : 'PUBLIC',
    },
    corsOrigins: values.CORS_ORIGINS ?? [],
    logLevel: required('LOG_LEVEL'),
    idempotencyKeyLifetimeMs: required('IDEMPOTENCY_KEY_LIFETIME_DAYS') * MS_PER_DAY,
    queueLengthMax: required('QUEUE_LENGTH_MAX'),
    admission: {
      requestsMax: required('REQUESTS_MAX'),
      perAddress: values.RATE_LIMIT_PER_ADDRESS,
      perActor: values.RATE_LIMIT_PER_KEY,
      trustsProxy: required('TRUST_PROXY'),
    },
    commandDeadlineMs: required('COMMAND_DEADLINE_MS'),
    webhookSigningKey: values.WEBHOOK_SIGNING_KEY,
    traceEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    slow: { commandMs: required('SLOW_COMMAND_MS'), requestMs: required('SLOW_REQUEST_MS') },
    api: {
      costMax: required('COST_MAX'),
      queryTimeoutMs: required('QUERY_TIMEOUT_MS'),
      subscriptionsMax: required('SUBSCRIPTIONS_MAX'),
      introspection: required('INTROSPECTION'),
      playground: required('PLAYGROUND'),
      console: required('CONSOLE'),
      persistedOperationsFile: values.PERSISTED_OPERATIONS,
    },
    customerTokens: customerTokensOf(values),
    stripe: values.STRIPE_API_KEY
      ? {
          apiKey: values.STRIPE_API_KEY,
          webhookSecret: values.STRIPE_WEBHOOK_SECRET,
          apiBase: values.STRIPE_API_BASE,
        }
      : null,
  }
}

const minutes = (count: number | null): number | null => (count === null ? null : count * 60_000)

function customerTokensOf(values: Values): CustomerTokens | null {
  const { CUSTOMER_JWT_SECRET: secret, CUSTOMER_JWKS_FILE: jwksFile } = values
  const { CUSTOMER_JWKS_URL: jwksUrl } = values
  const key = secret ? { secret } : jwksFile ? { jwksFile } : jwksUrl ? { jwksUrl } : null
  if (!key) return null
  return { key, issuer: values.CUSTOMER_JWT_ISSUER, audience: values.CUSTOMER_JWT_AUDIENCE }
}

/** Secrets are told by their length alone. */
const shown = (name: string, given: string): string =>
  /KEY$|SECRET$/.test(name)
    ? `${given.length} characters`
    : JSON.stringify(given.replace(/:[^:/@]*@/g, ':…@').slice(0, 100))

/** A file's absolute path, or the address of a server. */
function databaseOf(url: string, context: z.core.$RefinementCtx): string {
  if (POSTGRES_URL.test(url)) return url
  if (url.startsWith('file://')) return fileURLToPath(url)
  const path = url.startsWith('file:') ? url.slice('file:'.length) : url
  if (path === '' || /^[a-z][a-z\d+.-]+:/i.test(path) || path.includes('\0')) {
    context.addIssue({ code: 'custom', message: 'must be file:<path> or postgres://<host>/<name>' })
    return z.NEVER
  }
  return resolve(path)
}

const POSTGRES_URL = /^postgres(ql)?:\/\//

function replicasOf(urls: string, context: z.core.$RefinementCtx): string[] {
  const all = urls.split(',').map((url) => url.trim())
  if (all.every((url) => POSTGRES_URL.test(url))) return all
  context.addIssue({ code: 'custom', message: 'must be postgres://<host>/<name>, between commas' })
  return z.NEVER
}

const addressOf = (database: string, replicas: readonly string[]): DatabaseAddress =>
  POSTGRES_URL.test(database) ? { url: database, replicas } : { file: database }

/** A server's is named after its database, in the folder where the command was given. */
const localFileOf = (database: string): string =>
  POSTGRES_URL.test(database)
    ? resolve(`${/\/([\w-]+)(\?.*)?$/.exec(database)?.[1] ?? 'quartermaster'}.postgres`)
    : database

function isKeySetUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
}

function isOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text
  } catch {
    return false
  }
}

/** The settings as `.env.example` lists them. */
export function envExample(): string {
  const entries = Object.entries(SETTINGS).map(
    ([name, { fallback, description }]) => `# ${description}\n# ${name}=${fallback ?? ''}\n`,
  )
  return `# Copy to .env and change what you need: every setting, with its default.\n\n${entries.join('\n')}`
}

/** The settings as `--help` lists them. */
export function settingsHelp(): string {
  const width = Math.max(...Object.keys(SETTINGS).map((name) => name.length)) + 2
  return Object.entries(SETTINGS)
    .map(([name, { fallback, description }]) => {
      const standard = fallback === null ? '' : ` [${fallback}]`
      return `  ${name.padEnd(width)}${description}${standard}`
    })
    .join('\n')
}
