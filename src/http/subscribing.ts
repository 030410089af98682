// Subscriptions: each notice is run as a query of its own, by whoever subscribed, as far as they may see things
// at that moment. Between two notices nothing is held but a place in the feed.
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
} from 'graphql'
import type { Logger } from 'pino'
import { type Backend, Context } from '#graphql/context.ts'
import { createSchema } from '#graphql/schema.ts'
import { costs, tooCostly } from './cost.ts'
import { withStableErrors } from './errors.ts'
import { contextOf } from './operation.ts'
import type { ServerContext } from './request.ts'

type Options = { backend: Backend; log: Logger; subscriptionsMax: number; costMax: number }
/** The arguments of a subscription, whose context is what the server knows of it. */
type Subscribing = ExecutionArgs & { contextValue: ServerContext }

/** Begins subscriptions; what it answers instead says why it does not. */
export function subscriptions(options: Options) {
  const { backend, log, subscriptionsMax, costMax } = options
  const costOf = costs(createSchema())

  return async (
    args: Subscribing,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> => {
    const { contextValue: server, document, operationName, variableValues: variables } = args
    const requested = costOf({ document, operationName, variables })
    if (requested > costMax)
      return {
        errors: [tooCostly(requested, costMax)],
        extensions: { cost: { requested, limit: costMax } },
      }
    if (backend.feed.followers >= subscriptionsMax) return { errors: [overloaded()] }
    const context = contextOf(server, backend)
    const source = await createSourceEventStream({ ...args, contextValue: context }).finally(() =>
      context.end(),
    )
    if (!(Symbol.asyncIterator in source)) return withStableErrors(source, log, server.requestId)
    server.becomesStream()
    return new Notices(source[Symbol.asyncIterator](), args, options)
  }
}

const overloaded = () =>
  new GraphQLError('Too many subscriptions are under way. Try again later.', {
    extensions: { code: 'OVERLOADED' },
  })

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
    const contextValue = new Context(this.#options.backend, {
      ...{ actor, correlationId: requestId },
      minSequence: this.#options.backend.feed.last(),
    })
    try {
      return await execute({ ...this.#args, rootValue, contextValue })
    } finally {
      contextValue.end()
    }
  }
}
