// The schema as a page: every type with what it holds, and a picture of what leads to it and where it leads.
// And the schema as text. Both are made once.
import { readFileSync } from 'node:fs'
import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { projectFile } from '#project-file'
import { type HtmlPage, htmlPage, sendPage } from '../html-page.ts'
import type { Page } from '../operations.ts'

/** A field as the page shows it: `type` as it is written, `to` the type that it leads to. */
type Shown = { name: string; type: string; to: string; says: string; takes?: Shown[] }

export type ShownType = {
  name: string
  /** Under which heading it stands. */
  group: string
  says: string
  fields: Shown[]
  /** The values of an enum. */
  values?: { name: string; says: string }[]
  /** The types of a union, or those that have an interface. */
  of?: string[]
}

export function schemaPage(schema: GraphQLSchema): Page {
  let page: Promise<HtmlPage> | null = null
  return async (request, response) => {
    page ??= htmlPage(pageOf(schema))
    sendPage(request, response, await page)
  }
}

export const schemaText =
  (text: () => string): Page =>
  async ({ method }, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
    response.end(method === 'HEAD' ? undefined : text())
  }

const part = (name: string): string =>
  readFileSync(projectFile(`src/http/schema-page/${name}`), 'utf8')

function pageOf(schema: GraphQLSchema): string {
  const types = JSON.stringify(shownTypes(schema)).replaceAll('<', '\\u003c')
  return part('page.html')
    .replace('/* style */', () => part('page.css'))
    .replace('/* script */', () => `const TYPES = ${types}\n${part('page.js')}`)
}

export function shownTypes(schema: GraphQLSchema): ShownType[] {
  return Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .map((type) => shown(schema, type))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

function shown(schema: GraphQLSchema, type: GraphQLNamedType): ShownType {
  const { name, description } = type
  const base = { name, group: groupOf(schema, type), says: description ?? '', fields: [] }
  if (isEnumType(type))
    return {
      ...base,
      values: type.getValues().map(({ name, description }) => ({ name, says: description ?? '' })),
    }
  if (isUnionType(type)) return { ...base, of: type.getTypes().map(({ name }) => name) }
  if (isInterfaceType(type))
    return {
      ...base,
      fields: fieldsOf(type.getFields()),
      of: schema.getPossibleTypes(type).map(({ name }) => name),
    }
  if (isObjectType(type) || isInputObjectType(type))
    return { ...base, fields: fieldsOf(type.getFields()) }
  return base
}

type AnyField = GraphQLField<unknown, unknown> | GraphQLInputField

const fieldsOf = (fields: Readonly<Record<string, AnyField>>): Shown[] =>
  Object.values(fields).map((field) => ({
    ...leading(field),
    ...('args' in field && field.args.length > 0 && { takes: field.args.map(leading) }),
  }))

const leading = ({
  name,
  type,
  description,
}: Pick<AnyField, 'name' | 'type' | 'description'>): Shown => ({
  name,
  type: String(type),
  to: getNamedType(type).name,
  says: description ?? '',
})

function groupOf(schema: GraphQLSchema, type: GraphQLNamedType): string {
  if (type === schema.getQueryType()) return 'Queries'
  if (type === schema.getMutationType()) return 'Mutations'
  if (type === schema.getSubscriptionType()) return 'Subscriptions'
  if (isInputObjectType(type)) return 'Inputs'
  if (isEnumType(type)) return 'Enums'
  if (isInterfaceType(type) || isUnionType(type)) return 'Interfaces'
  if (!isObjectType(type)) return 'Scalars'
  const interfaces = type.getInterfaces().map(({ name }) => name)
  if (interfaces.includes('Node')) return 'Nouns'
  if (interfaces.includes('CommandError')) return 'Refusals'
  if (type.name.endsWith('Payload')) return 'Payloads'
  return /(Connection|Edge)$/.test(type.name) ? 'Connections' : 'Parts'
}
