// A rejection is the business saying no: expected, typed, with a stable code and the facts that
// explain it. It rolls its command back and is the answer. Everything else that is thrown is a fault.
import type { Shape, z } from './input.ts'

export type Facts = Record<string, unknown>

export class Rejection extends Error {
  readonly code: string
  readonly facts: Facts
  readonly path: readonly string[] | null

  constructor(code: string, message: string, facts: Facts, path: readonly string[] | null = null) {
    super(message)
    this.code = code
    this.facts = facts
    this.path = path
  }
}

/** A rejection as plain JSON: what the journal keeps and a client is told. */
export type Refusal = {
  code: string
  message: string
  path: readonly string[] | null
  facts: Facts
}

export const refusalOf = ({ code, message, path, facts }: Rejection): Refusal => ({
  code,
  message,
  path,
  facts,
})

/** A kind of rejection. `facts` is written in the input vocabulary, and becomes GraphQL fields. */
export type RejectionKind<F extends Shape = Shape> = {
  readonly rejection: string
  readonly code: string
  readonly summary: string
  readonly facts: F
  new (facts: z.infer<z.ZodObject<F>>, path?: readonly string[]): Rejection
}

/** What is true of every rejection kind, whatever its facts. */
export type AnyRejectionKind = Pick<RejectionKind, 'rejection' | 'code' | 'summary' | 'facts'>

export function rejection<const Name extends string, F extends Shape>(declared: {
  name: Name
  /** When it is given, as one sentence for the schema. */
  summary: string
  facts: F
  message: (facts: z.infer<z.ZodObject<F>>) => string
}): RejectionKind<F> {
  const code = codeOf(declared.name)
  return class extends Rejection {
    static readonly rejection = declared.name
    static readonly code = code
    static readonly summary = declared.summary
    static readonly facts = declared.facts

    constructor(facts: z.infer<z.ZodObject<F>>, path?: readonly string[]) {
      super(code, declared.message(facts), facts as Facts, path)
    }
  }
}

/** `InsufficientStock` is `INSUFFICIENT_STOCK`. */
export const codeOf = (name: string): string =>
  name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
