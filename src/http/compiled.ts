// Queries that come again are run by code that was compiled for them: fields are read and written straight,
// where GraphQL.js looks each up by name. What it answers is the same, but for `locations` in errors.
import { type DocumentNode, type ExecutionResult, getOperationAST } from 'graphql'
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit'
import type { Plugin } from 'graphql-yoga'
import type { RequestContext } from './request.ts'

type Query = CompiledQuery['query']
/** Null is run by GraphQL.js: it is met for the first time, or can't be compiled. */
type Kept = Map<string, Query | null>

export function compiledQueries(): Plugin<RequestContext> {
  const kept = new WeakMap<DocumentNode, Kept>()

  function queryOf({ schema, document, operationName }: Operation): Query | null {
    const name = operationName ?? ''
    let byName = kept.get(document)
    if (!byName) {
      byName = new Map()
      kept.set(document, byName)
    }
    const known = byName.get(name)
    if (known !== undefined) return known
    const compiled = isQuery(document, operationName)
      ? compileQuery(schema, document, operationName ?? undefined, {
          disablingCapturingStackErrors: true,
        })
      : null
    const query = compiled && isCompiledQuery(compiled) ? compiled.query : null
    byName.set(name, query)
    return query
  }

  return {
    onExecute: ({ args, executeFn, setExecuteFn }) => {
      const query = queryOf(args as Operation)
      if (!query) return
      setExecuteFn((given) => {
        const { rootValue, contextValue, variableValues } = given
        const result = query(rootValue, contextValue, variableValues ?? {})
        // Variables that don't fit: nothing was resolved, and GraphQL.js says it in its own words.
        return isRefusal(result) ? executeFn(given) : result
      })
    },
  }
}

type Operation = Parameters<typeof compileQuery>[0] extends infer Schema
  ? { schema: Schema; document: DocumentNode; operationName?: string | null }
  : never

const isQuery = (document: DocumentNode, operationName?: string | null): boolean =>
  getOperationAST(document, operationName)?.operation === 'query'

const isRefusal = (result: unknown): boolean =>
  !('then' in (result as object)) && !('data' in (result as ExecutionResult))
