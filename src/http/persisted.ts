// Persisted-only mode: a shop whose front end is finished runs the operations of its manifest and no others.
import { readFileSync } from 'node:fs'
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations'
import { GraphQLError, parse } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { z } from 'zod'
import { SettingsInvalid } from '#config'

/** Documents by their hash, as GraphQL Code Generator's client preset writes them. */
export type PersistedOperations = ReadonlyMap<string, string>

/** Reads a manifest, or throws SettingsInvalid: half a manifest would refuse half a shop. */
export function readPersistedOperations(file: string): PersistedOperations {
  try {
    const documents = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')))
    for (const document of Object.values(documents)) parse(document)
    return new Map(Object.entries(documents))
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault)
    throw new SettingsInvalid(
      `PERSISTED_OPERATIONS must name a JSON file of documents by their hash, found ${file}: ${why}`,
    )
  }
}

/** The document of a request that came by no plugin of ours, or a GraphQLError. */
export function documentOf(
  { query, extensions }: { query: string; extensions?: object | null | undefined },
  operations: PersistedOperations | null,
): string {
  if (!operations) return query
  const { sha256Hash } =
    (extensions as { persistedQuery?: { sha256Hash?: unknown } } | null)?.persistedQuery ?? {}
  if (typeof sha256Hash !== 'string') throw thrown(REQUIRED)
  const document = operations.get(sha256Hash)
  if (document === undefined) throw thrown(UNKNOWN)
  return document
}

const refusal = (code: string, message: string) => ({
  message,
  extensions: { code, http: { status: 400, spec: true } },
})

const REQUIRED = refusal(
  'PERSISTED_OPERATION_REQUIRED',
  'This API runs persisted operations alone: send extensions.persistedQuery.sha256Hash.',
)
const UNKNOWN = refusal(
  'PERSISTED_OPERATION_NOT_FOUND',
  'There is no persisted operation of this hash.',
)
const thrown = ({ message, extensions }: typeof REQUIRED) =>
  new GraphQLError(message, { extensions })

export const persistedOnly = (operations: PersistedOperations): Plugin =>
  usePersistedOperations({
    getPersistedOperation: (hash) => operations.get(hash) ?? null,
    customErrors: {
      persistedQueryOnly: REQUIRED,
      keyNotFound: REQUIRED,
      notFound: UNKNOWN,
    },
  })
