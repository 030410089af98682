import { describe, expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { InvalidInput } from '#kernel/rejections.ts'
import { type TestApp, testApp } from '#testing/app.ts'

const HOME = {
  name: 'Anna',
  line1: '1 Mill Lane',
  city: 'York',
  postalCode: 'YO1',
  countryCode: 'GB',
}
const WORK = { ...HOME, line1: '9 Dock Road', line2: 'Floor 3', region: 'Yorkshire', phone: '123' }

const register = async (app: TestApp, input: object = { email: 'anna@example.com' }) =>
  (await app.ids('RegisterCustomer', input)).customer as string

type Shown = { version: number; addresses: { id: string; line1: string; isDefault: boolean }[] }
const shown = (app: TestApp, customerId: string) => {
  const [row] = app.rows<Shown & { addresses: string }>(
    'select * from customer_view where id = ?',
    customerId,
  )
  return row && { ...row, addresses: JSON.parse(row.addresses) as Shown['addresses'] }
}

test('a registered customer is shown with what is known, e-mail as written', async () => {
  const app = await testApp()
  const id = await register(app, { email: ' Anna@Example.com ', name: 'Anna', countryCode: 'GB' })
  expect(shown(app, id)).toMatchObject({
    version: 1,
    email: 'Anna@Example.com',
    email_key: 'anna@example.com',
    name: 'Anna',
    phone: null,
    country_code: 'GB',
    addresses: [],
  })
})

test('events of customers hold ids only, and the journal knows whose values an input holds', async () => {
  const app = await testApp()
  const id = await register(app, { email: 'anna@example.com', name: 'Anna' })
  await app.accepted('AddAddress', { customerId: id, address: HOME })
  const [first, second] = app.rows<{ data: string }>('select data from kernel_events')
  expect(JSON.parse(first?.data ?? '')).toEqual({ customerId: id })
  expect(Object.keys(JSON.parse(second?.data ?? ''))).toEqual(['customerId', 'addressId'])
  expect(
    app.rows('select sequence, subject_id, is_fact from kernel_journal_subjects order by 1, 2'),
  ).toEqual([
    { sequence: 1, subject_id: 'anna@example.com', is_fact: 0 },
    { sequence: 1, subject_id: id, is_fact: 1 },
    { sequence: 2, subject_id: id, is_fact: 1 },
  ])
})

test.each(['email', 'externalId', 'subject'])(
  'an %s alone is enough to be known by',
  async (key) => {
    const app = await testApp()
    const value = key === 'email' ? 'a@example.com' : 'x-1'
    const id = await register(app, { [key]: value })
    expect(await app.give('UpdateCustomer', { customerId: id, [key]: null })).toMatchObject({
      refusal: { code: 'CUSTOMER_UNIDENTIFIED', path: ['input'] },
    })
  },
)

test('a customer whom nothing identifies is refused', async () => {
  const app = await testApp()
  expect(await app.give('RegisterCustomer', { name: 'Anna', email: null })).toMatchObject({
    refusal: { code: 'CUSTOMER_UNIDENTIFIED' },
  })
  expect(app.rows('select * from customers')).toEqual([])
})

describe.each([
  ['email', 'ANNA@example.com', 'EMAIL_TAKEN'],
  ['externalId', 'ext-1', 'EXTERNAL_ID_TAKEN'],
  ['subject', 'auth0|1', 'SUBJECT_TAKEN'],
])('the %s of another customer', (key, value, code) => {
  const ANNA = { email: 'anna@example.com', externalId: 'ext-1', subject: 'auth0|1' }

  test('is refused to a new one, saying whose it is', async () => {
    const app = await testApp()
    const anna = await register(app, ANNA)
    expect(await app.give('RegisterCustomer', { [key]: value })).toMatchObject({
      refusal: { code, path: ['input', key], facts: { customerId: anna } },
    })
  })

  test('is refused to one who changes, and free once the other has given it up', async () => {
    const app = await testApp()
    const anna = await register(app, ANNA)
    const ben = await register(app, { email: 'ben@example.com' })
    const change = { customerId: ben, [key]: value }
    expect(await app.give('UpdateCustomer', change)).toMatchObject({ refusal: { code } })
    await app.accepted('UpdateCustomer', { customerId: anna, [key]: null })
    await app.accepted('UpdateCustomer', change)
  })
})

test('an update changes what is given, clears what is null and leaves the rest', async () => {
  const app = await testApp()
  const id = await register(app, { email: 'a@example.com', name: 'Anna', phone: '1' })
  await app.accepted('UpdateCustomer', {
    customerId: id,
    name: 'Anne',
    phone: null,
    email: 'A@example.com',
  })
  expect(shown(app, id)).toMatchObject({
    version: 2,
    email: 'A@example.com',
    email_key: 'a@example.com',
    name: 'Anne',
    phone: null,
  })
})

test('the version of each customer counts the changes of that one alone', async () => {
  const app = await testApp()
  const [anna, ben, eve] = [
    await register(app, { subject: 'a' }),
    await register(app, { subject: 'b' }),
    await register(app, { subject: 'e' }),
  ]
  await app.accepted('UpdateCustomer', { customerId: ben, name: 'Ben' })
  await app.accepted('UpdateCustomer', { customerId: ben, name: 'Benedict' })
  await app.accepted('UpdateCustomer', { customerId: eve, name: 'Eve' })
  expect([anna, ben, eve].map((id) => shown(app, id)?.version)).toEqual([1, 3, 2])
})

test('an update that expects another version is refused', async () => {
  const app = await testApp()
  const id = await register(app)
  const stale = { expectedVersion: 0 }
  expect(await app.give('UpdateCustomer', { customerId: id, name: 'B' }, stale)).toMatchObject({
    refusal: { code: 'VERSION_CONFLICT', facts: { actualVersion: 1 } },
  })
})

describe('addresses', () => {
  const withAddresses = async (...addresses: object[]) => {
    const app = await testApp()
    const customerId = await register(app)
    for (const input of addresses) {
      app.pass(1) // Addresses stand in the order of their moments.
      await app.accepted('AddAddress', { customerId, ...input })
    }
    const state = () => shown(app, customerId)?.addresses ?? []
    const defaults = () => state().map(({ isDefault }) => isDefault)
    return { app, customerId, state, defaults }
  }

  test('the first is the default, whatever was asked; a later one where it says so', async () => {
    const { app, customerId, defaults } = await withAddresses(
      { address: HOME, isDefault: false },
      { address: WORK },
    )
    expect(defaults()).toEqual([true, false])
    app.pass(1)
    await app.accepted('AddAddress', { customerId, address: WORK, isDefault: true })
    expect(defaults()).toEqual([false, false, true])
  })

  test('an update changes what is given, clears what may be lacking and leaves the rest', async () => {
    const { app, customerId, state } = await withAddresses({ address: WORK })
    const addressId = state()[0]?.id
    await app.accepted('UpdateAddress', { customerId, addressId, city: 'Leeds', line2: null })
    expect(state()).toEqual([
      { ...WORK, id: addressId, city: 'Leeds', line2: null, isDefault: true },
    ])
  })

  test('an update moves the default, and never leaves none', async () => {
    const { app, customerId, state, defaults } = await withAddresses(
      { address: HOME },
      { address: WORK },
    )
    const [home, work] = state()
    await app.accepted('UpdateAddress', { customerId, addressId: work?.id, isDefault: true })
    expect(defaults()).toEqual([false, true])
    await app.accepted('UpdateAddress', { customerId, addressId: work?.id, isDefault: false })
    expect(defaults()).toEqual([false, true])
    expect(home?.line1).toBe(HOME.line1)
  })

  test('removing the default makes the oldest that is left the default', async () => {
    const { app, customerId, state, defaults } = await withAddresses(
      { address: HOME },
      { address: WORK },
      { address: WORK },
    )
    await app.accepted('RemoveAddress', { customerId, addressId: state()[0]?.id })
    expect(defaults()).toEqual([true, false])
    await app.accepted('RemoveAddress', { customerId, addressId: state()[1]?.id })
    expect(defaults()).toEqual([true])
    await app.accepted('RemoveAddress', { customerId, addressId: state()[0]?.id })
    expect(defaults()).toEqual([])
  })

  test('there can be fifty and not one more', async () => {
    const { app, customerId, state } = await withAddresses(...Array(50).fill({ address: HOME }))
    expect(await app.give('AddAddress', { customerId, address: HOME })).toMatchObject({
      refusal: {
        code: 'TOO_MANY_ADDRESSES',
        facts: { addressesMax: 50 },
        path: ['input', 'address'],
      },
    })
    expect(state()).toHaveLength(50)
  })

  test('another customer can neither change nor remove them', async () => {
    const { app, state } = await withAddresses({ address: HOME })
    const ben = await register(app, { email: 'ben@example.com' })
    const theirs = { customerId: ben, addressId: state()[0]?.id }
    for (const command of ['UpdateAddress', 'RemoveAddress'])
      expect(await app.give(command, theirs)).toMatchObject({
        refusal: { code: 'ADDRESS_NOT_FOUND', path: ['input', 'addressId'] },
      })
    expect(state()).toMatchObject([HOME])
  })
})

const NOBODY = `cus_${'0'.repeat(26)}`
const NOWHERE = `adr_${'0'.repeat(26)}`
test.each([
  ['UpdateCustomer', { customerId: NOBODY, name: 'X' }],
  ['AddAddress', { customerId: NOBODY, address: HOME }],
  ['UpdateAddress', { customerId: NOBODY, addressId: NOWHERE, city: 'X' }],
  ['RemoveAddress', { customerId: NOBODY, addressId: NOWHERE }],
])('%s for a customer who does not exist is refused', async (command, input) => {
  const app = await testApp()
  expect(await app.give(command, input)).toMatchObject({
    refusal: { code: 'CUSTOMER_NOT_FOUND', path: ['input', 'customerId'] },
  })
})

const LONG = 'x'.repeat(100_000)
test.each<[string, string, object, string[]]>([
  ['a malformed e-mail', 'RegisterCustomer', { email: 'anna@' }, ['input.email']],
  ['an e-mail with NUL', 'RegisterCustomer', { email: 'a\0@example.com' }, ['input.email']],
  ['an e-mail too long', 'RegisterCustomer', { email: `${LONG}@example.com` }, ['input.email']],
  ['an empty name', 'RegisterCustomer', { subject: 'a', name: ' ' }, ['input.name']],
  ['text with NUL', 'RegisterCustomer', { subject: 'a\0' }, ['input.subject']],
  ['half a character', 'RegisterCustomer', { subject: '\ud800' }, ['input.subject']],
  ['text too long', 'RegisterCustomer', { subject: 'a', phone: LONG }, ['input.phone']],
  [
    'a country that is none',
    'RegisterCustomer',
    { subject: 'a', countryCode: 'gb' },
    ['input.countryCode'],
  ],
  ['a field that is none', 'RegisterCustomer', { subject: 'a', vip: true }, ['input']],
  [
    'several at once',
    'RegisterCustomer',
    { email: '', name: '', externalId: 7 },
    ['input.email', 'input.name', 'input.externalId'],
  ],
  ['an id of another kind', 'UpdateCustomer', { customerId: NOWHERE }, ['input.customerId']],
  [
    'an id that is none',
    'RemoveAddress',
    { customerId: 'cus_1', addressId: '' },
    ['input.customerId', 'input.addressId'],
  ],
  [
    'an address without a street',
    'AddAddress',
    { customerId: NOBODY, address: { ...HOME, line1: undefined } },
    ['input.address.line1'],
  ],
  [
    'an address in no country',
    'AddAddress',
    { customerId: NOBODY, address: { ...HOME, countryCode: 'XX' } },
    ['input.address.countryCode'],
  ],
  [
    'a postal code too long',
    'AddAddress',
    { customerId: NOBODY, address: { ...HOME, postalCode: LONG } },
    ['input.address.postalCode'],
  ],
  [
    'a default that is no flag',
    'UpdateAddress',
    { customerId: NOBODY, addressId: NOWHERE, isDefault: 1 },
    ['input.isDefault'],
  ],
])('%s is bad input and leaves no trace', async (_, command, input, paths) => {
  const app = await testApp()
  const thrown = await app.give(command, input).catch((fault: unknown) => fault)
  expect(thrown).toBeInstanceOf(InvalidInput)
  const { problems } = (thrown as { facts: { problems: { path: string[] }[] } }).facts
  expect(problems.map(({ path }) => path.join('.'))).toEqual(paths)
  expect(app.rows('select * from kernel_journal')).toEqual([])
})

test('who does not hold customers.write registers nobody', async () => {
  const app = await testApp()
  const actor: Actor = { kind: 'PUBLISHABLE', id: 'key_shop', permissions: ['orders.place'] }
  await expect(app.give('RegisterCustomer', { subject: 'a' }, { actor })).rejects.toMatchObject({
    permission: 'customers.write',
  })
})
