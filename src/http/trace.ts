// CQRS made visible: with the header `X-Trace`, staff are told with an answer where the time of its commands
// went, and which views they refreshed.
import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Backend } from '#graphql/context.ts'
import { rounded } from '#kernel/spent.ts'
import { headerOf, type RequestContext } from './request.ts'

const PERMISSION = 'journal.read'

export const commandTrace = ({ spent }: Backend): Plugin<RequestContext> => ({
  onExecute: ({ args: { contextValue } }) => {
    const isAsked = headerOf(contextValue, 'x-trace') !== null
    if (!isAsked || !contextValue.viewer.holds(PERMISSION)) return undefined
    return {
      onExecuteDone: ({ result, setResult }) => {
        const trace = contextValue.given.flatMap(({ id, command }) => {
          const times = spent.of(id)
          return times ? { id, command, ...rounded(times) } : []
        })
        const { extensions, ...rest } = result as ExecutionResult
        if (trace.length > 0) setResult({ ...rest, extensions: { ...extensions, trace } })
      },
    }
  },
})
