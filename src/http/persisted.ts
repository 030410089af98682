// Persisted-only mode: a shop whose front end is finished runs the operations of its manifest and no others.
import { readFileSync } from 'node:fs'
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations'
import { parse } from 'graphql'
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

const refusal = (code: string, message: string) => ({
  message,
  extensions: { code, http: { status: 400, spec: true } },
})

export const persistedOnly = (operations: PersistedOperations): Plugin =>
  usePersistedOperations({
    getPersistedOperation: (hash) => operations.get(hash) ?? null,
    customErrors: {
      persistedQueryOnly: refusal(
        'PERSISTED_OPERATION_REQUIRED',
        'This API runs persisted operations alone: send extensions.persistedQuery.sha256Hash.',
      ),
      keyNotFound: refusal(
        'PERSISTED_OPERATION_REQUIRED',
        'This API runs persisted operations alone: send extensions.persistedQuery.sha256Hash.',
      ),
      notFound: refusal(
        'PERSISTED_OPERATION_NOT_FOUND',
        'There is no persisted operation of this hash.',
      ),
    },
  })
