// Takes a person out of the journal. Each personal value gives way to a placeholder that fits its field,
// the same one wherever it stood: the journal still replays, command by command, into the tables as they
// are once the person is gone from those too.
import { asc, eq } from 'drizzle-orm'
import type { AnyCommand, Result, RowOutcome } from './command.ts'
import type { Connection } from './database/connection.ts'
import { as, inList, listOf, type Params, statement } from './database/statement.ts'
import { changedLeaves, email, holdsIdentifying, type Leaf, listedIn, type z } from './input.ts'
import { type JournalRow, journalRow } from './journal.ts'
import type { Refusal } from './rejection.ts'
import { idempotencyKeys, journal, journalSubjects } from './tables.ts'

export type Commands = ReadonlyMap<string, AnyCommand>
export type Subject = { subjectId: string; isFact: boolean }

type Change = (leaf: Leaf, value: unknown) => unknown

/** Whom a command is about: what its facts happened to, and whom its input names. */
export function subjectsOf(
  { fields }: Pick<AnyCommand, 'fields'>,
  { input, actor }: Pick<JournalRow, 'input' | 'actor'>,
  { facts, kinds }: { facts: readonly string[]; kinds: readonly string[] },
): Subject[] {
  const subjects = new Map<string, boolean>()
  const given = input as Record<string, unknown>
  for (const [name, schema] of Object.entries(fields))
    for (const named of namedIn(schema, given[name], kinds)) subjects.set(named, false)
  if (actor.verifiedEmail) subjects.set(asName(actor.verifiedEmail), false)
  for (const id of facts) subjects.set(id, true)
  return [...subjects].map(([subjectId, isFact]) => ({ subjectId, isFact }))
}

/** The ids in an input, of all kinds or of these, and in lower case what identifies somebody. */
function namedIn(schema: z.ZodType, value: unknown, kinds?: readonly string[]): Set<string> {
  const named = new Set<string>()
  changedLeaves(schema, value, ({ identifies, idOf }, found) => {
    if (identifies) named.add(asName(found))
    else if (idOf !== null && (kinds?.includes(idOf) ?? true)) named.add(String(found))
    return found
  })
  return named
}

const asName = (value: unknown): string => String(value).toLowerCase()

/** What has ever identified the one that these facts happened to, in lower case: former e-mails too. */
export async function namesEverOf(
  tx: Connection,
  commands: Commands,
  subjectId: string,
): Promise<string[]> {
  const names = new Set<string>()
  for (const { sequence, isFact } of await sequencesAbout(tx, listOf([subjectId]))) {
    const row = await rowAt(tx, sequence)
    if (!isFact || !isFinal(row)) continue
    withOwn(
      commands,
      row,
      { own: new Set([subjectId]), isAbout: true },
      ({ identifies }, value) => {
        if (identifies) names.add(asName(value))
        return value
      },
    )
    if (row.actor.verifiedEmail && row.actorId === subjectId)
      names.add(asName(row.actor.verifiedEmail))
  }
  return [...names]
}

/**
 * Replaces the personal values of one person in the journal, and forgets by what they were known. An
 * accepted command loses them where its facts are about one of the ids, any other where it names one.
 * @param ids Everything that is the person's: their account, orders, carts.
 * @param names What identifies them, in lower case.
 * @param mark Makes the placeholders unlike those of any other erasure.
 */
export async function eraseFromJournal(
  tx: Connection,
  commands: Commands,
  { ids, names, mark }: { ids: readonly string[]; names: readonly string[]; mark: number },
): Promise<void> {
  const own = new Set([...ids, ...names])
  const known = new Set(names)
  const touched: number[] = []
  const placeholderFor = placeholders(mark)
  for (const { sequence, isFact } of await sequencesAbout(tx, listOf([...own]))) {
    const row = await rowAt(tx, sequence)
    const replaced = new Map<string, string>()
    const change: Change = ({ schema, personal, identifies }, value) => {
      if (!personal || typeof value !== 'string') return value
      if (identifies) known.add(asName(value))
      const placeholder = placeholderFor(schema, value)
      replaced.set(value, placeholder)
      return placeholder
    }
    const isAbout = isFact || !isFinal(row)
    const input = withOwn(commands, row, { own, isAbout }, change)
    const { verifiedEmail } = row.actor
    const actor =
      verifiedEmail && isAbout
        ? { ...row.actor, verifiedEmail: change(EMAIL_LEAF, verifiedEmail) as string }
        : row.actor
    const result = told(row.result, replaced) as Result | null
    const refusal = told(row.refusal, replaced) as Refusal | null
    await rewrite(tx, { sequence, input, actor, result, refusal })
    touched.push(sequence)
  }
  await forgetHashes(tx, { sequences: listOf(touched) })
  await forgetNames(tx, { names: listOf([...known]) })
}

const EMAIL_LEAF: Leaf = { schema: email(), idOf: null, personal: true, identifies: true }

const isFinal = ({ outcome, dryRun }: JournalRow): boolean => outcome === 'ACCEPTED' && !dryRun

/**
 * A command's input with its personal leaves changed: those of rows that are the person's own and, where
 * the command as a whole is about the person, all that stand in no row.
 */
function withOwn(
  commands: Commands,
  { command: name, input, result }: JournalRow,
  { own, isAbout }: { own: ReadonlySet<string>; isAbout: boolean },
  change: Change,
): unknown {
  const fields = commands.get(name)?.fields
  if (!fields) return isAbout ? {} : input // Of another release: nobody knows what in it is personal.
  const outcomes = result?.results as readonly RowOutcome[] | undefined
  const changed = ([field, value]: [string, unknown]) => {
    const schema = fields[field]
    if (!schema) return [field, value]
    const row = listedIn(schema)
    if (!row || !Array.isArray(value) || !holdsIdentifying(row))
      return [field, isAbout ? changedLeaves(schema, value, change) : value]
    const isOwn = (element: unknown, index: number): boolean => {
      const id = outcomes?.[index]?.id
      return id ? own.has(id) : [...namedIn(row, element)].some((named) => own.has(named))
    }
    return [
      field,
      value.map((element, index) =>
        isOwn(element, index) ? changedLeaves(row, element, change) : element,
      ),
    ]
  }
  return Object.fromEntries(Object.entries(input as object).map(changed))
}

/** Replaces by equality; a sentence that holds one of the values goes whole. */
function told(value: unknown, replaced: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    if (replaced.has(value)) return replaced.get(value)
    const gives = value.includes(' ') && [...replaced.keys()].some((said) => value.includes(said))
    return gives ? 'erased' : value
  }
  if (Array.isArray(value)) return value.map((element) => told(element, replaced))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [key, told(element, replaced)]),
  )
}

const PLACEHOLDER = /^erased-\d+-\d+(@erased\.invalid)?$/i

/**
 * One placeholder for a value, so that what was equal stays equal and what was unlike stays unlike: values
 * that differ in case alone get placeholders that do, since e-mails are compared without it.
 */
function placeholders(mark: number): (schema: z.ZodType, value: string) => string {
  const numbers = new Map<string, number>()
  const spellings = new Map<string, string[]>()
  return (schema, value) => {
    if (PLACEHOLDER.test(value)) return value
    const name = asName(value)
    const number = numbers.get(name) ?? numbers.size + 1
    numbers.set(name, number)
    const known = spellings.get(name) ?? []
    spellings.set(name, known)
    if (!known.includes(value)) known.push(value)
    const plain = `${spelled('erased', known.indexOf(value))}-${mark}-${number}`
    const fitting = [plain, `${plain}@erased.invalid`].find(
      (candidate) => schema.safeParse(candidate).success,
    )
    if (!fitting) throw new Error(`No placeholder fits a personal field: tried ${plain}.`)
    return fitting
  }
}

/** The n-th way to write a word in capitals and small letters. */
const spelled = (word: string, n: number): string =>
  [...word].map((letter, at) => ((n >> at) & 1 ? letter.toUpperCase() : letter)).join('')

type About = { sequence: number; isFact: boolean }

/** The commands that any of these subjects stands in, once each. */
async function sequencesAbout(tx: Connection, subjects: string): Promise<About[]> {
  const found = new Map<number, boolean>()
  for (const { sequence, isFact } of await subjectsAmong(tx, { subjects }))
    found.set(sequence, isFact || (found.get(sequence) ?? false))
  return [...found].map(([sequence, isFact]) => ({ sequence, isFact }))
}

async function rowAt(tx: Connection, sequence: number): Promise<JournalRow> {
  const [row] = await journalRow(tx, { sequence })
  if (!row) throw new Error(`The journal has no command ${sequence}, which is about somebody.`)
  return row
}

const subjectsAmong = statement((db, $: Params<{ subjects: string }>) =>
  db
    .select({ sequence: journalSubjects.sequence, isFact: journalSubjects.isFact })
    .from(journalSubjects)
    .where(inList(journalSubjects.subjectId, $.subjects))
    .orderBy(asc(journalSubjects.sequence), asc(journalSubjects.subjectId)),
)

type Rewritten = Pick<JournalRow, 'sequence' | 'input' | 'actor' | 'result' | 'refusal'>

const rewrite = statement((db, $: Params<Rewritten>) =>
  db
    .update(journal)
    .set({
      input: as(journal.input, $.input),
      actor: as(journal.actor, $.actor),
      result: as(journal.result, $.result),
      refusal: as(journal.refusal, $.refusal),
    })
    .where(eq(journal.sequence, $.sequence)),
)

/** A hash of what somebody said lets others find it out by trying: the key stays, and fits nothing. */
const forgetHashes = statement((db, $: Params<{ sequences: string }>) =>
  db
    .update(idempotencyKeys)
    .set({ inputHash: '' })
    .where(inList(idempotencyKeys.sequence, $.sequences)),
)

const forgetNames = statement((db, $: Params<{ names: string }>) =>
  db.delete(journalSubjects).where(inList(journalSubjects.subjectId, $.names)),
)
