// Refusals as data: one interface, and a type with its own facts for each kind of refusal.
import type { AnyRejectionKind, Refusal } from '#kernel/rejection.ts'
import { COMMON_REJECTIONS, InvalidInput, RowsRefused } from '#kernel/rejections.ts'
import { commands } from '#write/commands.ts'
import { builder } from './builder.ts'
import { factFields } from './vocabulary.ts'

/** By their codes: those of the shop's own commands and of every module's. */
const kinds = new Map<string, AnyRejectionKind>()

export const CommandError = builder.interfaceRef<Refusal>('CommandError').implement({
  description: 'Why a command was refused. Each kind is a type with the facts that explain it.',
  resolveType: ({ code }) => kinds.get(code)?.rejection,
  fields: (t) => ({
    code: t.expose('code', {
      type: errorCodes(),
      description: 'The stable code of the kind.',
    } as never) as never,
    message: t.exposeString('message', { description: 'For developers, in English.' }),
    path: t.stringList({
      nullable: true,
      description: 'The argument or input field that is to blame, from `input` or `options` down.',
      resolve: ({ path }) => (path === null ? null : [...path]),
    }),
  }),
})

/** Makes a type for each kind of refusal. Called once every noun is known. */
export function addErrorTypes(): void {
  for (const kind of [...COMMON_REJECTIONS, ...commands.flatMap(({ rejections }) => rejections)])
    addKind(kind)
  for (const { rejection, summary, facts } of kinds.values())
    builder.objectRef<Refusal>(rejection).implement({
      description: summary,
      interfaces: [CommandError],
      fields: (t) =>
        rejection === InvalidInput.rejection
          ? {}
          : (factFields(withFacts(t), rejection, facts) as never),
    })
}

function addKind(kind: AnyRejectionKind): void {
  const known = kinds.get(kind.code)
  if (known && known !== kind) throw new Error(`Two refusals have the code ${kind.code}.`)
  for (const taken of ['code', 'message', 'path'])
    if (taken in kind.facts)
      throw new Error(`${kind.rejection}.${taken} would hide a field of every CommandError.`)
  kinds.set(kind.code, kind)
}

const errorCodes = () =>
  builder.enumType('ErrorCode', {
    description: 'Why a command was refused. More codes may come: keep a default branch.',
    values: Object.fromEntries(
      [...kinds.values()].map(({ code, summary }) => [code, { description: summary }]),
    ),
  })

/** The facts stand one level down in a refusal; fields of the types read them from there. */
function withFacts<T>(t: T): never {
  const builderOfFacts = t as { field: (options: FactOptions) => unknown }
  return {
    field: (options: FactOptions) =>
      builderOfFacts.field({
        ...options,
        resolve: (refusal, args, context) => options.resolve(refusal.facts, args, context),
      }),
  } as never
}

type FactOptions = {
  // biome-ignore lint/suspicious/noExplicitAny: a refusal outside, its facts inside.
  resolve: (row: any, args: unknown, context: unknown) => unknown
}

/** A refusal as entries of a payload's `errors`: bad input is one a field, bad rows are one a row. */
export function errorsOf(refusal: Refusal): Refusal[] {
  if (refusal.code === RowsRefused.code) return (refusal.facts as { rows: Refusal[] }).rows
  if (refusal.code !== InvalidInput.code) return [refusal]
  const { problems } = refusal.facts as { problems: { path: string[]; message: string }[] }
  return problems.map(({ path, message }) => ({
    ...refusal,
    path,
    message: `${path.join('.')} ${message}.`,
  }))
}
