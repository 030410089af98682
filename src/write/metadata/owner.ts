// The things that metadata is kept with: which there are, what changing one needs, and what is told of it.
import { ID_PREFIXES } from '#domain/ids.ts'
import type { Event } from '#kernel/event.ts'
import { hasPrefix } from '#kernel/input.ts'
import { requireCollection } from '#write/catalog/collection-products.ts'
import { CollectionNotFound, ProductNotFound, VariantNotFound } from '#write/catalog/rejections.ts'
import { requireKnownVariant, requireProduct } from '#write/catalog/require.ts'
import { type Context, id } from '#write/command.ts'
import { requireCustomer } from '#write/customers/lookup.ts'
import { CustomerNotFound } from '#write/customers/rejections.ts'
import { requireOrder } from '#write/orders/order.ts'
import { OrderNotFound } from '#write/orders/rejections.ts'
import {
  collectionMetadataChanged,
  customerMetadataChanged,
  orderMetadataChanged,
  productMetadataChanged,
  variantMetadataChanged,
} from './events.ts'

type Owner = {
  permission: string
  /** Refuses what doesn't exist; answers the fact that its metadata changed. */
  changed: (context: Context, id: string, path: readonly string[]) => Promise<Event>
}

const OWNERS = {
  product: {
    permission: 'catalog.write',
    changed: async ({ tx }, productId, path) => {
      await requireProduct(tx, productId, path)
      return productMetadataChanged({ productId })
    },
  },
  variant: {
    permission: 'catalog.write',
    changed: async ({ tx }, variantId, path) => {
      const { product } = await requireKnownVariant(tx, variantId, path)
      return variantMetadataChanged({ productId: product.id, variantId })
    },
  },
  collection: {
    permission: 'catalog.write',
    changed: async ({ tx }, collectionId, path) => {
      await requireCollection(tx, collectionId, path)
      return collectionMetadataChanged({ collectionId })
    },
  },
  customer: {
    permission: 'customers.write',
    changed: async ({ tx }, customerId, path) => {
      await requireCustomer(tx, customerId, path)
      return customerMetadataChanged({ customerId })
    },
  },
  order: {
    permission: 'orders.write',
    changed: async ({ tx }, orderId, path) => {
      await requireOrder(tx, orderId, path)
      return orderMetadataChanged({ orderId })
    },
  },
} as const satisfies Record<string, Owner>

export const OWNER_REJECTIONS = [
  ProductNotFound,
  VariantNotFound,
  CollectionNotFound,
  CustomerNotFound,
  OrderNotFound,
]

export const ownerId = () =>
  id('product', 'variant', 'collection', 'customer', 'order').describe(
    'The product, variant, collection, customer or order that it is kept with.',
  )

/** What changing the thing itself needs. */
export const ownerPermission = (ownerId: string): string => ownerOf(ownerId).permission

/** Refuses a thing that doesn't exist; answers the fact that what is remembered with it changed. */
export const requireOwner = (context: Context, ownerId: string): Promise<Event> =>
  ownerOf(ownerId).changed(context, ownerId, ['input', 'ownerId'])

function ownerOf(ownerId: string): Owner {
  for (const [kind, owner] of Object.entries(OWNERS))
    if (hasPrefix(ownerId, ID_PREFIXES[kind as keyof typeof OWNERS])) return owner
  throw new Error(`${ownerId} can not have metadata.`)
}
