// Subscriptions: each notice is run as a query of its own, by whoever subscribed, as far as they may see things
// at that moment. Between two notices nothing is held but a place in the feed.
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Logger } from 'pino'
import { type Backend, createContext } from '#graphql/context.ts'
import { withStableErrors } from './errors.ts'
import type { RequestContext } from './request.ts'

type Options = { backend: Backend; log: Logger; subscriptionsMax: number }
type Subscribing = ExecutionArgs & { contextValue: RequestContext }

export const subscribing = (options: Options): Plugin<RequestContext> => ({
  onSubscribe: ({ setSubscribeFn, setResultAndStopExecution }) => {
    const { backend, subscriptionsMax } = options
    if (backend.feed.followers < subscriptionsMax)
      setSubscribeFn((args) => subscribe(args as Subscribing, options))
    else
      setResultAndStopExecution({
        errors: [
          new GraphQLError('Too many subscriptions are under way. Try again later.', {
            extensions: { code: 'OVERLOADED' },
          }),
        ],
      })
  },
})

async function subscribe(
  args: Subscribing,
  options: Options,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const { contextValue } = args
  const source = await createSourceEventStream(args).finally(contextValue.end)
  if (!(Symbol.asyncIterator in source))
    return withStableErrors(source, options.log, contextValue.requestId)
  contextValue.becomesStream()
  return new Notices(source[Symbol.asyncIterator](), args, options)
}

/** Ends with the reason where who subscribed may no longer, or the source breaks off. */
class Notices implements AsyncIterableIterator<ExecutionResult> {
  readonly #source: AsyncIterator<unknown>
  readonly #args: Subscribing
  readonly #options: Options

  constructor(source: AsyncIterator<unknown>, args: Subscribing, options: Options) {
    this.#source = source
    this.#args = args
    this.#options = options
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    const { log } = this.#options
    const { requestId } = this.#args.contextValue
    try {
      const { done, value } = await this.#source.next()
      if (done) return { done, value: undefined }
      return { done: false, value: withStableErrors(await this.#run(value), log, requestId) }
    } catch (fault) {
      await this.return()
      const error =
        fault instanceof GraphQLError
          ? fault
          : new GraphQLError('', { originalError: fault as Error, path: [] })
      return { done: false, value: withStableErrors({ errors: [error] }, log, requestId) }
    }
  }

  async return(): Promise<IteratorResult<ExecutionResult>> {
    await this.#source.return?.()
    return { done: true, value: undefined }
  }

  async #run(rootValue: unknown): Promise<ExecutionResult> {
    const { authenticateAgain, requestId } = this.#args.contextValue
    const actor = await authenticateAgain()
    const contextValue = createContext(this.#options.backend, { actor, correlationId: requestId })
    try {
      return await execute({ ...this.#args, rootValue, contextValue })
    } finally {
      contextValue.end()
    }
  }
}
