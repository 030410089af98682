// A mutation follows from its command: the input type, the payload, the receipt, the refusals and the
// documentation. `mutation(placeOrder, { order: Order })` is all that a noun says.
import { GraphQLError, type GraphQLSchema } from 'graphql'
import type { AnyCommand, RowOutcome, WorkedOut } from '#kernel/command.ts'
import { type Answer, type CommandOptions, Denied } from '#kernel/dispatch.ts'
import type { Outcome } from '#kernel/outcome.ts'
import { type Refusal, Rejection, refusalOf } from '#kernel/rejection.ts'
import { COMMON_REJECTIONS, InvalidInput } from '#kernel/rejections.ts'
import { builder, MoneyType, needs } from './builder.ts'
import { CommandError, errorsOf } from './command-errors.ts'
import { type Context, forbidden } from './context.ts'
import { type AnyNoun, Node, nodeOf } from './noun.ts'
import { inputNamed } from './vocabulary.ts'

type Payload = { outcome: Outcome | null; refusal: Refusal | null; shown: Answer['shown'] }

const CommandReceipt = builder.objectRef<Outcome>('CommandReceipt').implement({
  description: 'That a command was dealt with, and where it stands in the journal.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The command's own id." }),
    sequence: t.expose('sequence', {
      type: 'SafeInt',
      description: 'Its place in the journal: dense, and the order in which everything happened.',
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'True where the idempotency key was known: this is the first outcome again.',
    }),
    dryRun: t.exposeBoolean('dryRun', { description: 'True where nothing of it stays.' }),
  }),
})

const CommandOptionsInput = builder.inputType('CommandOptions', {
  description: 'How a command is to be carried out.',
  fields: (t) => ({
    idempotencyKey: t.string({
      description:
        'The same key and input have their effect once and give the first outcome again, for 30 days. 1 to 255 printable characters; also taken from the `Idempotency-Key` header where a request has a single mutation.',
    }),
    expectedVersion: t.int({
      description:
        'The version that the object must be at; refused as VERSION_CONFLICT otherwise. For commands that change an object that stands.',
    }),
    dryRun: t.boolean({
      description:
        'True runs everything and keeps nothing. The payload shows the objects as they would be; fields that lead beyond them, lists and searches show what stands.',
    }),
  }),
})

export type MutationOptions = {
  /** The payload fields whose objects the caller may see by having given the command. */
  grants?: readonly string[]
  /** What the caller is shown once, by field, with its description. */
  shows?: Readonly<Record<string, string>>
  /** Amounts that the command worked out, by field, with their descriptions. */
  amounts?: Readonly<Record<string, string>>
  /** Input fields that only the schema can judge: what is wrong with the text, or null. */
  checks?: Readonly<Record<string, (schema: GraphQLSchema, text: string) => string | null>>
  /** For a bulk command: what each entry of `results` shows beside its error, by field. */
  results?: Readonly<Record<string, AnyNoun>>
}

/** @param objects The payload's fields: a noun, a list of one in brackets, or `Node` for any of them. */
export function mutation(
  command: AnyCommand,
  objects: Readonly<Record<string, AnyNoun | readonly [AnyNoun] | typeof Node>>,
  { grants = [], shows = {}, amounts = {}, checks = {}, results }: MutationOptions = {},
): void {
  const { name } = command
  const field = name[0]?.toLowerCase() + name.slice(1)
  const input = inputNamed(`${name}Input`, `What \`${field}\` takes.`, command.fields)

  const payload = builder.objectRef<Payload>(`${name}Payload`).implement({
    description: `What came of \`${field}\`.`,
    fields: (t) => ({
      ...Object.fromEntries(
        Object.entries(objects).map(([key, shown]) => [
          key,
          Array.isArray(shown)
            ? t.field({
                type: [(shown as readonly [AnyNoun])[0].ref],
                nullable: true,
                description: 'As they are now; null where the command was refused.',
                resolve: async ({ outcome }, _, context) => {
                  const ids = resultOf(outcome, key)
                  if (!Array.isArray(ids)) return null
                  const { source } = (shown as readonly [AnyNoun])[0]
                  const rows = await Promise.all(ids.map((id) => context.row(source, id)))
                  return rows.filter((row) => row !== null)
                },
              })
            : t.field({
                type: shown === Node ? Node : (shown as AnyNoun).ref,
                nullable: true,
                description:
                  'As it is now; null where the command was refused, or it is not for you.',
                resolve: ({ outcome }, _, context) => {
                  const id = resultOf(outcome, key)
                  if (typeof id !== 'string') return null
                  return shown === Node
                    ? nodeOf(context, id)
                    : context.row((shown as AnyNoun).source, id)
                },
              }),
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(shows).map(([key, description]) => [
          key,
          t.string({ nullable: true, description, resolve: ({ shown }) => shown?.[key] ?? null }),
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(amounts).map(([key, description]) => [
          key,
          t.field({
            type: MoneyType,
            nullable: true,
            description: `${description} Null where the command was refused.`,
            resolve: ({ outcome }) => resultOf(outcome, key) as WorkedOut | null,
          }),
        ]),
      ),
      ...(results
        ? {
            results: t.field({
              type: [rowType(`${name}Result`, field, results)],
              nullable: true,
              description:
                'One entry a row, in the order of the input; null where the command was refused.',
              resolve: ({ outcome }) => rowsOf(outcome),
            }),
          }
        : {}),
      errors: t.field({
        type: [CommandError],
        description: 'Why it was refused; empty where it was accepted.',
        resolve: ({ refusal }) => (refusal ? errorsOf(refusal) : []),
      }),
      receipt: t.field({
        type: CommandReceipt,
        nullable: true,
        description: 'Null where the command was never run, as with bad input.',
        resolve: ({ outcome }) => outcome,
      }),
    }),
  })

  builder.mutationField(field, (t) =>
    t.field({
      ...needs(command.permission),
      description: descriptionOf(command),
      type: payload,
      args: {
        input: t.arg({ type: input as never, required: true, description: 'What to do.' }),
        options: t.arg({
          type: CommandOptionsInput,
          required: false,
          description: 'How to do it.',
        }),
      },
      resolve: async (_, { input, options }, context, { schema }) => {
        const refusal = refusalBy(checks, schema, input as Record<string, unknown>)
        if (refusal) return { outcome: null, shown: null, refusal }
        const answer = await give(context, command, input, options ?? {})
        if (answer.outcome?.outcome === 'ACCEPTED')
          for (const key of grants) {
            const id = answer.outcome.result[key]
            if (typeof id === 'string') context.grant(id)
          }
        return answer
      },
    }),
  )
}

function refusalBy(
  checks: NonNullable<MutationOptions['checks']>,
  schema: GraphQLSchema,
  input: Record<string, unknown>,
): Refusal | null {
  const problems = Object.entries(checks).flatMap(([field, check]) => {
    const text = input[field]
    const message = typeof text === 'string' ? check(schema, text) : null
    return message === null ? [] : [{ path: ['input', field], message }]
  })
  return problems.length > 0 ? refusalOf(new InvalidInput({ problems })) : null
}

type NumberedRow = RowOutcome & { index: number }

function rowType(name: string, field: string, objects: Readonly<Record<string, AnyNoun>>) {
  return builder.objectRef<NumberedRow>(name).implement({
    description: `What came of one row of \`${field}\`.`,
    fields: (t) => ({
      index: t.exposeInt('index', { description: "The row's place in the input, from 0." }),
      ...Object.fromEntries(
        Object.entries(objects).map(([key, shown]) => [
          key,
          t.field({
            type: shown.ref,
            nullable: true,
            description: 'As it is now; null where the row was refused or changed nothing.',
            resolve: ({ id }, _, context) => (id === null ? null : context.row(shown.source, id)),
          }),
        ]),
      ),
      error: t.field({
        type: CommandError,
        nullable: true,
        description: 'Why the row was refused; null where it was taken.',
        resolve: ({ refusal }) => refusal,
      }),
    }),
  })
}

function rowsOf(outcome: Outcome | null): NumberedRow[] | null {
  const rows = resultOf(outcome, 'results') as readonly RowOutcome[] | null
  return rows?.map((row, index) => ({ ...row, index })) ?? null
}

const resultOf = (outcome: Outcome | null, key: string) =>
  outcome?.outcome === 'ACCEPTED' ? (outcome.result[key] ?? null) : null

async function give(
  context: Context,
  { name }: AnyCommand,
  input: unknown,
  options: CommandOptions,
): Promise<Payload> {
  context.renew(null)
  try {
    const answer = await context.backend.dispatch({
      command: name,
      input,
      options: { ...options, idempotencyKey: options.idempotencyKey ?? context.idempotencyKey },
      actor: context.actor,
      correlationId: context.correlationId,
    })
    const { outcome, shown } = answer
    context.given.push({ id: outcome.id, command: name })
    if (outcome.outcome === 'FAILED') throw unexpected()
    context.renew(answer)
    return { outcome, shown, refusal: outcome.outcome === 'REFUSED' ? outcome.refusal : null }
  } catch (thrown) {
    if (thrown instanceof Denied) throw forbidden(context, thrown.permission)
    if (thrown instanceof Rejection)
      return { outcome: null, shown: null, refusal: refusalOf(thrown) }
    throw thrown
  }
}

/** What a client learns of a fault; what it was stands in the log, under the correlation id. */
const unexpected = () =>
  new GraphQLError('Unexpected error.', { extensions: { code: 'INTERNAL_SERVER_ERROR' } })

function descriptionOf({ summary, permission, rejections }: AnyCommand): string {
  const codes = [...rejections, ...COMMON_REJECTIONS].map(({ code }) => `\`${code}\``)
  return `${summary}\n\nNeeds \`${permission}\`. May be refused as ${codes.join(', ')}.`
}
