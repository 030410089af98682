// Asks the whole schema without a socket: what a front end sees.
import { type ExecutionResult, graphql } from 'graphql'
import type { App } from '#app'
import { Context } from '#graphql/context.ts'
import { createSchema } from '#graphql/schema.ts'
import type { Actor } from '#kernel/actor.ts'
import { OWNER } from './shop.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests assert the shape of what they asked for.
type Data = any

/** Runs a document as the owner, unless told otherwise; answers data and errors alike. */
export async function ask(
  app: App,
  source: string,
  variableValues: Record<string, unknown> = {},
  { actor = OWNER, idempotencyKey = null }: { actor?: Actor; idempotencyKey?: string | null } = {},
): Promise<ExecutionResult<Data>> {
  const contextValue = new Context(app, { actor, idempotencyKey })
  try {
    return (await graphql({
      schema: createSchema(),
      source,
      variableValues,
      contextValue,
    })) as never
  } finally {
    contextValue.end()
  }
}

/** The data of a document that must meet no error. */
export async function asked(...parameters: Parameters<typeof ask>): Promise<Data> {
  const { data, errors } = await ask(...parameters)
  if (errors) throw errors[0]
  return data
}
