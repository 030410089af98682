import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { envExample, readConfig, SETTINGS, SettingsInvalid, settingsHelp } from './config.ts'

test('.env.example lists every setting with its default and description', () => {
  expect(readFileSync('.env.example', 'utf8')).toBe(envExample())
})

test('--help names every setting', () => {
  for (const name of Object.keys(SETTINGS)) expect(settingsHelp()).toContain(`  ${name}`)
})

test('an empty environment gives the defaults', () => {
  expect(readConfig({})).toMatchObject({
    port: 4000,
    host: '127.0.0.1',
    file: resolve('quartermaster.db'),
    ownerKey: null,
    shop: { currency: 'GBP', timeZone: 'UTC', cartLifetimeMs: 7 * 86_400_000 },
    corsOrigins: [],
    customerTokens: null,
  })
})

test('a setting left empty counts as left out', () => {
  expect(readConfig({ PORT: '', OWNER_KEY: '' })).toMatchObject({ port: 4000, ownerKey: null })
})

test.each([
  ['PORT', '-1', 'PORT must be a whole number from 0 to 65535, found "-1".'],
  ['PORT', '65536', 'PORT must be'],
  ['PORT', '4000x', 'PORT must be'],
  ['DATABASE_URL', 'mysql://me:secret@db/shop', 'found "mysql://me:…@db/shop"'],
  ['DATABASE_URL', 'mysql://db/shop', 'DATABASE_URL must be file:<path> or postgres://'],
  ['DATABASE_REPLICA_URLS', 'http://db/shop', 'DATABASE_REPLICA_URLS must be postgres://'],
  ['DATABASE_REPLICA_URLS', 'postgres://db/shop', 'needs a DATABASE_URL of postgres://'],
  ['DATABASE_URL', 'file:', 'DATABASE_URL must be file:<path>'],
  ['SHOP_CURRENCY', 'XXY', 'SHOP_CURRENCY must be an ISO 4217'],
  ['SHOP_TIME_ZONE', 'Mars/Olympus', 'SHOP_TIME_ZONE must be an IANA time zone'],
  ['CART_LIFETIME_DAYS', '0', 'CART_LIFETIME_DAYS must be'],
  ['CORS_ORIGINS', 'https://shop.example/', 'CORS_ORIGINS must be origins'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of'],
])('%s=%s is refused in plain words', (name, value, message) => {
  expect(() => readConfig({ [name]: value })).toThrow(message)
})

test('a shop is in a file, or on servers of which some are read', () => {
  expect(readConfig({ DATABASE_URL: 'file:shop.db' }).database).toEqual({
    file: resolve('shop.db'),
  })
  expect(
    readConfig({
      DATABASE_URL: 'postgres://me:secret@one,two:5433/shop',
      DATABASE_REPLICA_URLS: 'postgres://three/shop, postgres://four/shop',
    }).database,
  ).toEqual({
    url: 'postgres://me:secret@one,two:5433/shop',
    replicas: ['postgres://three/shop', 'postgres://four/shop'],
  })
})

test('all bad settings are told at once, and no secret is repeated', () => {
  const read = () => readConfig({ PORT: 'x', CUSTOMER_JWT_SECRET: 'hunter2', OWNER_KEY: 'short' })
  expect(read).toThrow(SettingsInvalid)
  expect(read).toThrow(/PORT.*OWNER_KEY.*CUSTOMER_JWT_SECRET/s)
  expect(read).not.toThrow(/hunter2|short/)
})

test('a database is a file, by URL or by path', () => {
  for (const url of ['file:./shop.db', 'shop.db', `file://${resolve('shop.db')}`])
    expect(readConfig({ DATABASE_URL: url }).file).toBe(resolve('shop.db'))
})

test("customers' tokens are checked by a secret or by a key set, never by both", () => {
  const secret = 's'.repeat(32)
  expect(readConfig({ CUSTOMER_JWT_SECRET: secret }).customerTokens?.key).toEqual({ secret })
  const both = { CUSTOMER_JWT_SECRET: secret, CUSTOMER_JWKS_FILE: 'keys.json' }
  expect(() => readConfig(both)).toThrow('exclude each other')
  const CUSTOMER_JWKS_URL = 'https://idp.example/.well-known/jwks.json'
  expect(readConfig({ CUSTOMER_JWKS_URL }).customerTokens?.key).toEqual({
    jwksUrl: CUSTOMER_JWKS_URL,
  })
  expect(() => readConfig({ ...both, CUSTOMER_JWKS_URL })).toThrow('exclude each other')
  for (const url of ['http://idp.example/keys', 'keys.json', 'ftp://127.0.0.1.example/'])
    expect(() => readConfig({ CUSTOMER_JWKS_URL: url })).toThrow('must be an https:// address')
})

test('Stripe is connected by its key, and nothing of it is set without', () => {
  expect(readConfig({})).toMatchObject({ stripe: null, shop: { paymentProviders: [] } })
  const STRIPE_API_KEY = 'sk_test_1'
  const config = readConfig({ STRIPE_API_KEY, STRIPE_API_BASE: 'http://127.0.0.1:12111' })
  expect(config).toMatchObject({
    stripe: { apiKey: STRIPE_API_KEY, webhookSecret: null, apiBase: 'http://127.0.0.1:12111' },
    shop: { paymentProviders: ['stripe'] },
  })
  expect(() => readConfig({ STRIPE_WEBHOOK_SECRET: 'whsec_12345' })).toThrow('needs STRIPE_API_KEY')
  expect(() => readConfig({ STRIPE_API_KEY, STRIPE_API_BASE: 'localhost' })).toThrow(
    'STRIPE_API_BASE must be an origin',
  )
})
