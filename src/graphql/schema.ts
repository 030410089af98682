// The whole schema: every noun is imported here, and every field that needs a permission asks for it.
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLSchema,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql'
import { builder, PUBLIC } from './builder.ts'
import { addErrorTypes } from './command-errors.ts'
import { type Context, forbidden } from './context.ts'
import './staff.ts'
import './access.ts'
import './customers.ts'
import './journal.ts'
import './carts.ts'
import './collections.ts'
import './product-search.ts'
import './products.ts'
import './locations.ts'
import './metadata.ts'
import './order-list.ts'
import './orders.ts'
import './order-revisions.ts'
import './fulfilment-queue.ts'
import './returns.ts'
import './payment-lists.ts'
import './reactions.ts'
import './discounts.ts'
import './draft-orders.ts'
import './reports.ts'
import './shipping-methods.ts'
import './shop.ts'
import './tax.ts'
import './stock.ts'
import './subscriptions.ts'
import './timeline.ts'
import './views.ts'
import './webhooks.ts'

let built: GraphQLSchema | null = null

export function createSchema(): GraphQLSchema {
  if (built) return built
  addErrorTypes()
  built = builder.toSchema({ sortSchema: true })
  guard(built)
  readPlainly(built)
  return built
}

/** The schema as text, sorted: what `schema.graphql` holds. */
export const printedSchema = (): string =>
  `${printSchema(lexicographicSortSchema(createSchema()))}\n`

/** Default deny: a root field without a permission is a fault, and every other is asked for. */
function guard(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getSubscriptionType()]
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    const isMutation = type === schema.getMutationType()
    for (const field of Object.values(type.getFields())) {
      const permission = permissionOf(field)
      if ((roots.includes(type) || isMutation) && !permission)
        throw new Error(`${type.name}.${field.name} declares no permission.`)
      // Mutations are authorized by dispatch, before anything else of them happens.
      if (permission && permission !== PUBLIC && !isMutation)
        protect(field, permission, roots.includes(type))
    }
  }
}

/** A field that is a property of its row by the same name is read as one: compiled, it costs no call. */
function readPlainly(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields()))
      if (field.extensions.pothosExposedField === field.name && !permissionOf(field))
        delete field.resolve
  }
}

export const permissionOf = ({ extensions }: { extensions: object }): string | undefined =>
  (extensions as { permission?: string }).permission

function protect(field: GraphQLField<unknown, Context>, permission: string, isRoot: boolean): void {
  const { subscribe } = field
  if (subscribe)
    field.subscribe = (parent, args, context, info) => {
      if (!context.viewer.holds(permission)) throw forbidden(context, permission)
      return subscribe(parent, args, context, info)
    }
  const resolve = field.resolve ?? defaultFieldResolver
  field.resolve = (parent, args, context, info) => {
    if (context.viewer.holds(permission)) return resolve(parent, args, context, info)
    if (isRoot) throw forbidden(context, permission)
    return null
  }
}
