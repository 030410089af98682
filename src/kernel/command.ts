// A command is one value: what it is called, what it takes, who may give it, what it may refuse and
// what it does. The mutation, its input type, bulk import and the docs all follow from it.

import type { Actor } from './actor.ts'
import type { Connection } from './database/connection.ts'
import type { Event } from './event.ts'
import { type Shape, z } from './input.ts'
import type { AnyRejectionKind, Refusal, Rejection } from './rejection.ts'

export type Target = { aggregate: string; id: string }

/** What a handler may know and do: the database, this moment, new ids, and recording facts. */
export type Context<Settings = unknown, Kind extends string = string> = {
  readonly tx: Connection
  /** Epoch milliseconds; never runs backwards. */
  readonly now: number
  /** This command's place in the journal. */
  readonly sequence: number
  readonly newId: (kind: Kind) => string
  readonly record: (event: Event) => void
  /**
   * Does one part of the command so that it can be refused alone: a rejection undoes what the part wrote
   * and recorded, and is answered. A fault still fails the whole command. One part at a time.
   */
  readonly attempt: <Done>(part: () => Promise<Done>) => Promise<Attempt<Done>>
  readonly actor: Actor
  readonly settings: Settings
  /** What has ever identified whom these facts are about, in lower case: former e-mails too. */
  readonly namesEverOf: (subjectId: string) => Promise<string[]>
  /** Takes the personal values of one person out of the journal: see erasure.ts. */
  readonly eraseFromJournal: (person: {
    ids: readonly string[]
    names: readonly string[]
  }) => Promise<void>
}

export type Attempt<Done> = { done: Done; refused: null } | { done: null; refused: Rejection }

/** What came of one row of a bulk command: the id of its object, if any, or why it was refused. */
export type RowOutcome = { id: string | null; refusal: Refusal | null }

/** An amount that a command worked out, in minor units of a currency. */
export type WorkedOut = { amount: number; currency: string }

/**
 * Ids by the payload field that shows the object; null where there is none. Rows stand in `results`, and
 * amounts under their own names.
 */
export type Result = Record<
  string,
  string | readonly string[] | null | readonly RowOutcome[] | WorkedOut
>

/** Made at the edge, before dispatch: `kept` joins the input, `shown` goes to the caller once. */
export type Secret = { kept: Record<string, string>; shown: Record<string, string> }

export type Command<
  Settings = unknown,
  Kind extends string = string,
  Input = never,
  Answer extends Result = Result,
> = {
  /** Verb and object: `PlaceOrder`. */
  readonly name: string
  readonly summary: string
  readonly permission: string
  readonly alsoNeeds?: (input: Input) => string
  readonly fields: Shape
  readonly input: z.ZodType<Input>
  readonly target?: (input: Input) => Target
  readonly rejections: readonly AnyRejectionKind[]
  readonly secret?: (input: Input) => Secret
  /** The actor's verified e-mail comes along, into the journal too. */
  readonly usesVerifiedEmail?: boolean
  readonly handle: (context: Context<Settings, Kind>, input: Input) => Promise<Answer>
}

/** A command of any input, as the mechanism sees it. */
// biome-ignore lint/suspicious/noExplicitAny: inputs are contravariant; only dispatch calls `handle`, after parsing.
export type AnyCommand = Command<any, any, any, Result>

/** Makes `command(...)` for a room with its own settings and kinds of id. */
export const commandsOf =
  <Settings, Kind extends string>() =>
  <
    S extends Shape,
    Answer extends Result,
    Kept extends Record<string, string> = Record<never, string>,
  >(declared: {
    name: string
    /** One sentence for the schema and the docs. */
    summary: string
    permission: string
    /** A second permission, where it hangs on the input. */
    alsoNeeds?: (input: z.infer<z.ZodObject<S>>) => string
    input: S
    /** The aggregate whose version `expectedVersion` is compared with. */
    target?: (input: z.infer<z.ZodObject<S>>) => Target
    rejections: readonly AnyRejectionKind[]
    secret?: (input: z.infer<z.ZodObject<S>>) => { kept: Kept; shown: Record<string, string> }
    usesVerifiedEmail?: boolean
    handle: (
      context: Context<Settings, Kind>,
      input: z.infer<z.ZodObject<S>> & Kept,
    ) => Promise<Answer>
  }) => {
    const { input: fields, ...rest } = declared
    return { ...rest, fields, input: z.strictObject(fields) }
  }
