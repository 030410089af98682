// Steps of customers: who they are, where they live, and what joins their accounts.
import type { Actor } from '#kernel/actor.ts'
import { CUSTOMER_PERMISSIONS } from '#write/access/permissions.ts'
import type { Model, ModelCustomer } from '../model.ts'
import { ADDRESS, answer, emailOf, fitting, type Plans, pick, type Step } from '../plan.ts'

const ADDRESSES_MAX = 50

/** A customer who is signed in, or, now and then, somebody who is not. */
export function signedIn(
  { customers }: Model,
  { a }: Step,
): { customer: ModelCustomer | null; actor: Partial<Record<'actor', Actor>> } {
  const customer = a % 6 === 0 ? undefined : pick(customers, a)
  if (!customer) return { customer: null, actor: {} }
  const { id } = customer
  return {
    customer,
    actor: { actor: { kind: 'CUSTOMER', id, permissions: CUSTOMER_PERMISSIONS } },
  }
}

/** Whoever else has one of these already. */
const taken = (
  { customers }: Model,
  own: ModelCustomer | null,
  email: string | null,
  externalId: string | null,
) => {
  const others = customers
    .filter((other) => other !== own)
    .filter(
      (other) =>
        (email !== null && other.email === email) ||
        (externalId !== null && other.externalId === externalId),
    )
    .sort((one, other) => (one.id < other.id ? -1 : 1))
  const [first] = others
  if (!first) return null
  return email !== null && first.email === email ? 'EMAIL_TAKEN' : 'EXTERNAL_ID_TAKEN'
}

const identity = (
  model: Model,
  own: ModelCustomer | null,
  email: string | null,
  externalId: string | null,
) => {
  const refusal = taken(model, own, email, externalId)
  return answer(
    [email === null && externalId === null, 'CUSTOMER_UNIDENTIFIED'],
    [refusal !== null, refusal ?? ''],
  )
}

export const customerSteps = {
  registerCustomer: [
    1,
    (model, { a, b }) => {
      const email = b % 5 === 0 ? null : emailOf(a)
      const externalId = b % 2 === 0 ? null : `customer-${b % 6}`
      return {
        command: 'RegisterCustomer',
        input: { email, externalId },
        expected: identity(model, null, email, externalId),
        apply: ({ result }) =>
          void model.customers.push({
            ...{ id: result.customer as string, email, externalId, addresses: [] },
          }),
      }
    },
  ],
  updateCustomer: [
    1.5,
    (model, { a, b, n }) => {
      const customer = pick(model.customers, a)
      if (!customer) return null
      const email = n % 3 === 0 ? null : emailOf(b)
      return {
        command: 'UpdateCustomer',
        input: { customerId: customer.id, email },
        expected: identity(model, customer, email, customer.externalId),
        apply: () => {
          customer.email = email
        },
      }
    },
  ],
  addAddress: [
    3.5,
    (model, { a, n }) => {
      const customer = pick(model.customers, a)
      return customer
        ? {
            command: 'AddAddress',
            input: { customerId: customer.id, address: ADDRESS, isDefault: n % 2 === 0 },
            expected: answer([customer.addresses.length >= ADDRESSES_MAX, 'TOO_MANY_ADDRESSES']),
            apply: ({ refreshed }) => {
              const [row] = refreshed.customer_view as unknown as [{ addresses: { id: string }[] }]
              const known = new Set(customer.addresses.map(({ id }) => id))
              const id = row.addresses.find((address) => !known.has(address.id))?.id as string
              customer.addresses.push({ id, isDefault: false })
              if (n % 2 === 0 || customer.addresses.length === 1) makeDefault(customer, id)
            },
          }
        : null
    },
  ],
  updateAddress: [
    4,
    (model, { a, b, n }) => {
      const customer = fitting(model.customers, a, ({ addresses }) => addresses.length > 0)
      const address = pick(
        model.customers.flatMap(({ addresses }) => addresses),
        b,
      )
      return customer && address
        ? {
            command: 'UpdateAddress',
            input: { ...named(customer, address), city: 'Leeds', isDefault: n % 2 === 0 },
            expected: answer([!customer.addresses.includes(address), 'ADDRESS_NOT_FOUND']),
            apply: () => {
              if (n % 2 === 0) makeDefault(customer, address.id)
            },
          }
        : null
    },
  ],
  removeAddress: [
    2.5,
    (model, { a, b }) => {
      const customer = fitting(model.customers, a, ({ addresses }) => addresses.length > 0)
      const address = pick(
        model.customers.flatMap(({ addresses }) => addresses),
        b,
      )
      return customer && address
        ? {
            command: 'RemoveAddress',
            input: named(customer, address),
            expected: answer([!customer.addresses.includes(address), 'ADDRESS_NOT_FOUND']),
            apply: () => {
              customer.addresses = customer.addresses.filter((other) => other !== address)
              const [oldest] = customer.addresses
              if (address.isDefault && oldest) makeDefault(customer, oldest.id)
            },
          }
        : null
    },
  ],
  claimOrders: [
    1.2,
    (model, step) => {
      const { customer, actor } = signedIn(model, step)
      const email = customer && step.n % 4 !== 0 ? emailOf(step.b) : undefined
      return {
        command: 'ClaimOrders',
        input: { limit: 2 },
        expected: answer([!customer, 'NOT_SIGNED_IN'], [!email, 'EMAIL_NOT_VERIFIED']),
        ...(actor.actor && {
          actor: { ...actor.actor, ...(email && { verifiedEmail: email.toUpperCase() }) },
        }),
        apply: () => {
          const found = model.orders.filter(
            (order) => order.email === email && order.customerId === null,
          )
          for (const order of found.slice(0, 2)) order.customerId = customer?.id ?? null
        },
      }
    },
  ],
} satisfies Plans

const named = (customer: ModelCustomer, address: { id: string }) => ({
  customerId: customer.id,
  addressId: address.id,
})

function makeDefault({ addresses }: ModelCustomer, id: string): void {
  for (const address of addresses) address.isDefault = address.id === id
}
