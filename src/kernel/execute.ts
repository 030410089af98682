// Runs one command inside the batch's transaction: its key, its version, its rules, its views, and
// its line in the journal. All of it stays or none of it does.

import { attempts } from './attempt.ts'
import type { AnyCommand, Context } from './command.ts'
import type { Connection } from './database/connection.ts'
import { applyTextChanges } from './database/full-text.ts'
import { isStorageFault } from './database/storage-fault.ts'
import { eraseFromJournal, namesEverOf, subjectsOf } from './erasure.ts'
import type { RecordedEvent } from './event.ts'
import { idSource } from './ids.ts'
import { holdsPersonal } from './input.ts'
import {
  appendEvents,
  appendSubjects,
  appendToJournal,
  bumpVersions,
  journalEnd,
  journalRow,
  keepKey,
  keyed,
  versionOf,
} from './journal.ts'
import type { Envelope, Outcome } from './outcome.ts'
import { settleDue } from './reaction-tables.ts'
import { type Refusal, Rejection, refusalOf } from './rejection.ts'
import { IdempotencyKeyReused, VersionConflict } from './rejections.ts'
import type { Key, Row } from './row-store.ts'
import { inOneRound } from './shared.ts'
import type { Done, Measured } from './spent.ts'
import type { journal } from './tables.ts'
import { addToTallies, type Tally } from './tally.ts'
import {
  addTextChanges,
  goneOf,
  refreshView,
  type TextChanges,
  type View,
  wokenKeys,
} from './view.ts'
import { type Executed, type Executor, UndoNeeded } from './write-queue.ts'

export type ExecutorOptions = {
  commands: readonly AnyCommand[]
  views: readonly View[]
  tallies: readonly Tally[]
  /** Epoch milliseconds. */
  clock: () => number
  idPrefixes: Readonly<Record<string, string>>
  /** Kinds whose id is itself the right to the thing: they get 128 random bits and more. */
  secretKinds: readonly string[]
  /** Aggregates that are about a person: what is erased with one is found by their ids. */
  personalAggregates: readonly string[]
  settings: unknown
  release: string
  idempotencyKeyLifetimeMs: number
  /** What other processes of the shop are told of a batch. */
  newsOf?: (outcomes: readonly Outcome[]) => string | undefined
  afterCommit?: (done: readonly Done[]) => void
  /** Hears of faults, which a client never sees the text of. */
  onFault?: (fault: unknown, envelope: Envelope) => void
}

const SAVEPOINT = 'command'

/** How a command ended, for its line in the journal. */
type Ended = Pick<typeof journal.$inferInsert, 'outcome' | 'result' | 'refusal'> & {
  events: readonly RecordedEvent[]
}

/** What a command did inside its savepoint. */
type Performed = {
  result: Record<string, unknown>
  events: RecordedEvent[]
  refreshed: Record<string, Row[]>
  gone: Record<string, Key[]>
  texts: TextChanges
}

export async function executor(tx: Connection, options: ExecutorOptions): Promise<Executor> {
  const { transaction } = tx
  const commands = new Map(options.commands.map((command) => [command.name, command]))
  const personal = new Map(
    [...commands].filter(
      ([, { fields, usesVerifiedEmail }]) =>
        usesVerifiedEmail || Object.values(fields).some(holdsPersonal),
    ),
  )
  const attemptIn = attempts(tx)
  let end = await journalEnd(tx)
  let texts: TextChanges = new Map()

  async function execute(envelope: Envelope, isGuarded: boolean): Promise<Executed> {
    const started = performance.now()
    const before = { executed: tx.executed, written: tx.written }
    const measured: Measuring = { refreshMs: 0, views: {} }
    const outcome =
      (await firstOutcome(envelope)) ?? (await first(envelope, isGuarded, started, measured))
    return {
      outcome,
      measured: {
        ...measured,
        rulesMs: performance.now() - started - measured.refreshMs,
        statements: tx.executed - before.executed,
        rowsWritten: tx.written - before.written,
      },
    }
  }

  /** Runs it: nobody has asked for this under its key before. */
  async function first(
    envelope: Envelope,
    isGuarded: boolean,
    started: number,
    measured: Measuring,
  ): Promise<Outcome> {
    const now = envelope.at ?? Math.max(options.clock(), end.at)
    const newId = idSource(now, envelope.seed)
    const run: Run = {
      envelope,
      started,
      now,
      sequence: end.sequence + 1,
      id: newId('cmd'),
      measured,
    }
    const hasSavepoint = isGuarded || envelope.dryRun
    if (hasSavepoint) await transaction.savepoint(SAVEPOINT)
    const { written } = tx
    let done: Performed
    try {
      done = await perform(run, newId)
    } catch (thrown) {
      if (isStorageFault(thrown) || !transaction.isOpen) throw thrown // No fault of this command alone.
      if (hasSavepoint) {
        await transaction.undo(SAVEPOINT)
        await transaction.release(SAVEPOINT)
      } else if (tx.written > written || tx.pending > 0 || !transaction.isSound)
        throw new UndoNeeded()
      return thrown instanceof Rejection ? refuse(run, thrown) : fail(run, thrown)
    }
    if (envelope.dryRun) await transaction.undo(SAVEPOINT)
    if (hasSavepoint) await transaction.release(SAVEPOINT)
    return accept(run, done)
  }

  /** The answer that this key already has, or null where the command is to run. */
  async function firstOutcome(envelope: Envelope): Promise<Outcome | null> {
    const { key: asked, actor, targetId } = envelope
    if (asked === null || envelope.dryRun) return null
    const { idempotencyKey: key, inputHash } = asked
    const now = Math.max(options.clock(), end.at)
    const [known] = await keyed(tx, { actorId: actor.id, scope: targetId ?? '', key, now })
    if (!known) return null
    const [row] = await journalRow(tx, { sequence: known.sequence })
    if (!row) throw new Error(`The journal has no command ${known.sequence} for a kept key.`)
    const settled = { id: row.id, sequence: row.sequence, dryRun: false }
    if (known.inputHash !== inputHash) {
      const reused = new IdempotencyKeyReused({ idempotencyKey: key })
      return { outcome: 'REFUSED', ...settled, replayed: false, refusal: refusalOf(reused) }
    }
    await takeDue(envelope)
    return row.outcome === 'ACCEPTED'
      ? {
          ...settled,
          replayed: true,
          outcome: 'ACCEPTED',
          result: row.result ?? {},
          events: [],
          refreshed: {},
          gone: {},
        }
      : { ...settled, replayed: true, outcome: 'REFUSED', refusal: row.refusal as Refusal }
  }

  async function perform(
    run: Run,
    newId: (prefix: string, secret?: boolean) => string,
  ): Promise<Performed> {
    const { envelope, now, sequence, measured } = run
    const command = commands.get(envelope.command)
    if (!command) throw new Error(`There is no command ${envelope.command}.`)
    await requireVersion(envelope)
    const events: RecordedEvent[] = []
    const context: Context = {
      tx,
      now,
      sequence,
      actor: envelope.actor,
      settings: options.settings,
      newId: (kind) => {
        const prefix = options.idPrefixes[kind]
        if (!prefix) throw new Error(`There is no kind of id called ${kind}.`)
        return newId(prefix, options.secretKinds.includes(kind))
      },
      record: (event) => events.push({ sequence, index: events.length, at: now, ...event }),
      attempt: attemptIn(events),
      namesEverOf: (subjectId) => namesEverOf(tx, commands, subjectId),
      eraseFromJournal: (person) => eraseFromJournal(tx, commands, { ...person, mark: sequence }),
    }
    const result = await command.handle(context, envelope.input)
    if (tx.pending > 0)
      throw new Error(`${command.name} returned with ${tx.pending} statements pending.`)

    await bumpVersions(tx, events)
    const refreshing = performance.now()
    const refreshed: Record<string, Row[]> = {}
    const gone: Record<string, Key[]> = {}
    const changed: TextChanges = new Map()
    await inOneRound(tx, async () => {
      for (const [view, woken] of await wokenKeys(tx, options.views, events)) {
        const rows = await refreshView(tx, view, woken, changed)
        refreshed[view.name] = rows
        if (view.many || rows.length < woken.keys.length) {
          const without = goneOf(view, woken, rows)
          if (without.length > 0) gone[view.name] = without
        }
        measured.views[view.name] = rows.length
      }
      Object.assign(measured.views, await addToTallies(tx, options.tallies, events))
    })
    measured.refreshMs = performance.now() - refreshing
    await appendEvents(tx, events)
    return { result, events, refreshed, gone, texts: changed }
  }

  async function requireVersion({ expectedVersion, targetId }: Envelope): Promise<void> {
    if (expectedVersion === null || targetId === null) return
    const actualVersion = await versionOf(tx, targetId)
    if (actualVersion !== expectedVersion)
      throw new VersionConflict({ expectedVersion, actualVersion }, ['options', 'expectedVersion'])
  }

  async function accept(
    run: Run,
    { result, events, refreshed, gone, texts: changed }: Performed,
  ): Promise<Outcome> {
    const { envelope } = run
    if (!envelope.dryRun) {
      addTextChanges(texts, changed)
    }
    const settled = await settle(run, {
      outcome: 'ACCEPTED',
      result: result as never,
      refusal: null,
      events: envelope.dryRun ? [] : events,
    })
    return { outcome: 'ACCEPTED', result: result as never, events, refreshed, gone, ...settled }
  }

  async function refuse(run: Run, rejection: Rejection): Promise<Outcome> {
    const refusal = refusalOf(rejection)
    const settled = await settle(run, { outcome: 'REFUSED', result: null, refusal, events: [] })
    return { outcome: 'REFUSED', refusal, ...settled }
  }

  async function fail(run: Run, fault: unknown): Promise<Outcome> {
    options.onFault?.(fault, run.envelope)
    const settled = await settle(run, {
      outcome: 'FAILED',
      result: null,
      refusal: null,
      events: [],
    })
    return { outcome: 'FAILED', error: String(fault), ...settled }
  }

  /** Writes the journal's line and, where the outcome is final, keeps the key. */
  async function settle(
    { envelope, sequence, id, now, started }: Run,
    { events, ...ended }: Ended,
  ) {
    const { actor, targetId, key, dryRun } = envelope
    await appendToJournal(tx, [
      {
        sequence,
        id,
        command: envelope.command,
        actorId: actor.id,
        actor,
        targetId,
        input: envelope.input,
        dryRun,
        at: now,
        seed: envelope.seed,
        durationUs: Math.round((performance.now() - started) * 1_000),
        correlationId: envelope.correlationId,
        causationId: envelope.causationId,
        release: options.release,
        eventCount: events.length,
        ...ended,
      },
    ])
    await noteSubjects(envelope, sequence, events)
    const isFinal = ended.outcome !== 'FAILED' && ended.refusal?.code !== VersionConflict.code
    if (isFinal && !dryRun) {
      if (key !== null)
        await keepKey(tx, {
          actorId: actor.id,
          scope: targetId ?? '',
          key: key.idempotencyKey,
          inputHash: key.inputHash,
          sequence,
          expiresAt: now + options.idempotencyKeyLifetimeMs,
        })
      await takeDue(envelope)
    }
    end = { sequence, at: now }
    return { id, sequence, replayed: false, dryRun }
  }

  async function noteSubjects(
    { command: name, input, actor }: Envelope,
    sequence: number,
    events: readonly RecordedEvent[],
  ): Promise<void> {
    const command = personal.get(name)
    if (!command) return
    const kinds = options.personalAggregates
    const facts = events
      .filter(({ aggregate }) => kinds.includes(aggregate))
      .map(({ aggregateId }) => aggregateId)
    const subjects = subjectsOf(command, { input, actor }, { facts, kinds })
    await appendSubjects(
      tx,
      subjects.map((subject) => ({ ...subject, sequence })),
    )
  }

  async function takeDue({ dueId }: Envelope): Promise<void> {
    if (dueId) await settleDue(tx, { id: dueId })
  }

  return {
    execute,
    beforeCommit: async (outcomes) => {
      for (const [fullText, changes] of texts) await applyTextChanges(tx, fullText, changes)
      texts = new Map()
      return transaction.isShared ? options.newsOf?.(outcomes) : undefined
    },
    afterCommit: (done) => options.afterCommit?.(done),
    onFault: (fault, envelope) => options.onFault?.(fault, envelope),
    catchUp: async () => {
      texts = new Map()
      end = await journalEnd(tx)
    },
  }
}

type Measuring = Pick<Measured, 'refreshMs'> & { views: Record<string, number> }
type Run = {
  envelope: Envelope
  started: number
  now: number
  sequence: number
  id: string
  measured: Measuring
}
