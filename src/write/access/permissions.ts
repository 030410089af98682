// Everything that somebody may be allowed to do, and what those get who are not staff.
import { choice } from '#kernel/input.ts'

export const PERMISSIONS = {
  'catalog.read': 'See the published catalog; staff also see drafts and archived products.',
  'catalog.write': 'Create and change products, variants, prices and collections.',
  'metadata.write': 'Change the public metadata of whatever else one may change.',
  'metadata.private': 'See private metadata, and change that of whatever else one may change.',
  'stock.read': 'See exact stock levels, movements and locations.',
  'stock.write': 'Receive, adjust and move stock; change locations and stock policies.',
  'customers.read': 'See customers and their addresses.',
  'customers.write': 'Register and change customers.',
  'customers.erase': 'Erase everything personal of customers and guests, for good.',
  'account.write':
    'Bring carts and orders together in their own account; only for customers who are signed in.',
  'carts.write': 'Start, change and abandon carts.',
  'orders.place': 'Place orders.',
  'orders.read': 'See all orders.',
  'orders.write': 'Cancel orders and add notes to them.',
  'orders.edit':
    'Change what is in orders, where they go, their discounts and shipping, at prices that staff set.',
  'orders.draft':
    'See, make, change and delete draft orders, and place them: at prices that staff set.',
  'orders.import': 'Import past orders with their own dates and prices.',
  'payments.write': 'Record, authorize, capture and void payments.',
  'payments.refund': 'Pay out refunds.',
  'payments.report': 'Tell what happened at a payment provider: for machines.',
  'fulfilment.write': 'Create, ship, deliver and cancel fulfilments.',
  'returns.request':
    'Ask for returns and call them off: staff for any order, customers for their own.',
  'returns.write': 'Approve, reject and receive returns.',
  'refunds.grant':
    'Grant refunds, for returns or out of goodwill. Paying them out is another matter.',
  'discounts.read': 'See discounts and how often they were used.',
  'discounts.write': 'Create, change and end discounts.',
  'settings.write': 'Set tax rates and shipping methods.',
  'access.read': 'See API keys, roles and staff members.',
  'access.write': 'Make, change and take away API keys, roles and staff members.',
  'reports.read': 'See sales reports.',
  'reactions.read': 'See what follows facts by itself, how far behind it is, and what failed.',
  'reactions.write': 'Retry or drop what failed.',
  'journal.read': 'See every command that was given, and every event.',
  'webhooks.read': 'See webhooks, and what came of what they were sent.',
  'webhooks.write':
    'Have any address told of every fact that is recorded, and see what it is signed with.',
  'metrics.read': 'Read the server’s metrics: for a monitoring system.',
} as const satisfies Record<string, string>

/** Holds every permission, those of later releases too: an owner's. */
export const EVERYTHING = '*'

/** What anybody may do who comes from a shop's own front end. */
export const PUBLISHABLE_PERMISSIONS: readonly string[] = [
  'catalog.read',
  'carts.write',
  'orders.place',
]

/** What a signed-in customer may do; rows are their own alone. */
export const CUSTOMER_PERMISSIONS: readonly string[] = [
  ...PUBLISHABLE_PERMISSIONS,
  'account.write',
  'returns.request',
]

type Permission = keyof typeof PERMISSIONS
type Upper<Name extends string> = Name extends `${infer Room}.${infer Verb}`
  ? `${Uppercase<Room>}_${Uppercase<Verb>}`
  : never
export type PermissionName = Upper<Permission> | 'EVERYTHING'

const nameOf = (permission: string) => permission.toUpperCase().replace('.', '_')

/** The permissions as an enum spells them: `CATALOG_READ` is `catalog.read`. */
export const PERMISSION_NAMES = {
  ...Object.fromEntries(
    Object.entries(PERMISSIONS).map(([permission, description]) => [
      nameOf(permission),
      `${description} Errors call it \`${permission}\`.`,
    ]),
  ),
  EVERYTHING: 'Every permission, those of later releases too: an owner.',
} as Record<PermissionName, string>

const byName = new Map(
  Object.keys(PERMISSIONS).map((permission) => [nameOf(permission), permission]),
)

export const permissionNamed = (name: PermissionName): string => byName.get(name) ?? EVERYTHING

/** Permissions in the order of the list, each once; everything is that alone. */
export function inOrder(permissions: readonly string[]): string[] {
  if (permissions.includes(EVERYTHING)) return [EVERYTHING]
  return Object.keys(PERMISSIONS).filter((permission) => permissions.includes(permission))
}

export const namesOf = (permissions: readonly string[]): PermissionName[] =>
  permissions.map((permission) =>
    permission === EVERYTHING ? 'EVERYTHING' : (nameOf(permission) as PermissionName),
  )

export const permissionChoice = () => choice('Permission', PERMISSION_NAMES)
