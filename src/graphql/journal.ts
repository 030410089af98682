// The journal: every command that was given and what came of it, and the facts in their one order.
import type { Actor } from '#kernel/actor.ts'
import type { Refusal } from '#kernel/rejection.ts'
import { floorOf } from '#kernel/retention.ts'
import {
  COMMAND_OUTCOMES,
  type CommandRow,
  commandListing,
  loadCommands,
  loadCommandsBySequence,
} from '#read/command-log/load.ts'
import {
  type EventRow,
  eventKey,
  eventListing,
  loadEvents,
  loadEventsOfCommands,
} from '#read/event-feed/load.ts'
import { builder, needs } from './builder.ts'
import { connectionOf, type Listable, listField } from './connection.ts'
import { enumNamed } from './vocabulary.ts'

const CommandRef = builder.objectRef<CommandRow>('Command')
export const EventRef = builder.objectRef<EventRow>('Event')

const Command: Listable = {
  name: 'Command',
  ref: CommandRef,
  source: {
    view: 'kernel_journal',
    keyOf: ({ id }: CommandRow) => id,
    load: loadCommands,
    permission: 'journal.read',
    visible: (_, viewer) => viewer.holds('journal.read'),
  },
}

const Event: Listable = {
  name: 'Event',
  ref: EventRef,
  source: {
    view: 'kernel_events',
    keyOf: eventKey,
    load: loadEvents,
    permission: 'journal.read',
    visible: (_, viewer) => viewer.holds('journal.read'),
  },
}

const ActorType = builder.objectRef<Actor>('Actor').implement({
  description: 'Who gave a command.',
  fields: (t) => ({
    kind: t.exposeString('kind', {
      description: '`STAFF`, `CUSTOMER`, `PUBLISHABLE` or `SYSTEM`, as it was then.',
    }),
    id: t.exposeID('id', {
      description: "An API key's id, a customer's, or the name of a part of the system.",
    }),
  }),
})

const CommandRefusal = builder.objectRef<Refusal>('CommandRefusal').implement({
  description: 'Why a command was refused, as it was recorded: codes of earlier releases too.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The code: `INSUFFICIENT_STOCK`.' }),
    message: t.exposeString('message', { description: 'For developers, in English.' }),
    path: t.stringList({
      nullable: true,
      description: 'The input field that was to blame.',
      resolve: ({ path }) => (path === null ? null : [...path]),
    }),
    facts: t.expose('facts', {
      type: 'JSON',
      description: 'What explains it.',
    }),
  }),
})

const eventsBatch = { load: loadEventsOfCommands }
const commandBatch = { load: loadCommandsBySequence }

CommandRef.implement({
  description: 'A command that was given, and what came of it.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The command's own id, as its receipt has it." }),
    sequence: t.expose('sequence', {
      type: 'SafeInt',
      description: 'Its place in the journal: dense, and the order in which everything happened.',
    }),
    name: t.exposeString('command', { description: 'Which command: `PlaceOrder`.' }),
    actor: t.expose('actor', { type: ActorType, description: 'Who gave it.' }),
    targetId: t.exposeID('targetId', {
      nullable: true,
      description: 'The id of what it was to change; null where it changes nothing that stood.',
    }),
    input: t.expose('input', {
      type: 'JSON',
      description: 'What it was given. Secrets stand here as hashes only.',
    }),
    outcome: t.expose('outcome', {
      type: enumNamed('CommandOutcome', COMMAND_OUTCOMES),
      description: 'What came of it.',
    }),
    dryRun: t.exposeBoolean('dryRun', { description: 'True where nothing of it was kept.' }),
    result: t.expose('result', {
      type: 'JSON',
      nullable: true,
      description: 'The ids that it answered; null unless it was accepted.',
    }),
    refusal: t.expose('refusal', {
      type: CommandRefusal,
      nullable: true,
      description: 'Why it was refused; null unless it was.',
    }),
    events: t.field({
      type: [EventRef],
      description: 'The facts that it recorded, in their order.',
      resolve: ({ sequence, dryRun }, _, context) =>
        dryRun ? [] : context.batched(eventsBatch, sequence),
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it ran.' }),
    durationUs: t.exposeInt('durationUs', {
      description: 'How long it took, in microseconds, its wait and its commit left out.',
    }),
    correlationId: t.exposeString('correlationId', {
      description: 'The request that it came with.',
    }),
    causationId: t.exposeString('causationId', {
      nullable: true,
      description: 'The event that a reaction answered with it, as `sequence.index`.',
    }),
    release: t.exposeString('release', { description: 'The release that ran it.' }),
  }),
})

EventRef.implement({
  description: 'A fact, in the past tense. It holds ids, never personal values.',
  fields: (t) => ({
    sequence: t.expose('sequence', {
      type: 'SafeInt',
      description: 'The sequence of the command that recorded it.',
    }),
    index: t.exposeInt('index', { description: 'Which of the events of its command, from 0.' }),
    name: t.exposeString('name', { description: 'What happened: `OrderPlaced`.' }),
    aggregate: t.exposeString('aggregate', {
      description: 'The kind of thing that it happened to.',
    }),
    aggregateId: t.exposeID('aggregateId', { description: 'The id of that thing.' }),
    data: t.expose('data', {
      type: 'JSON',
      description: 'The ids and quantities that it names.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    command: t.field({
      type: CommandRef,
      nullable: true,
      description: 'The command that recorded it.',
      resolve: ({ sequence }, _, context) => context.batched(commandBatch, sequence),
    }),
  }),
})

builder.queryField('command', (t) =>
  t.field({
    ...needs('journal.read'),
    description: "A command by its id, which is its receipt's.",
    type: CommandRef,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_, { id }, context) => context.row(Command.source, id),
  }),
)

listField('commands', {
  name: 'Command',
  description: 'Every command that was carried out, refused, failed or tried dry.',
  permission: 'journal.read',
  connection: connectionOf(Command),
  listing: commandListing,
  keyOf: ({ id }) => id,
  primes: Command,
})

builder.queryField('archivedUpTo', (t) =>
  t.field({
    ...needs('journal.read'),
    description:
      'The last sequence whose command and events were archived and are no longer here; 0 where none was.',
    type: 'SafeInt',
    nullable: true,
    resolve: (_, __, context) => context.read(floorOf),
  }),
)

listField('events', {
  name: 'Event',
  description:
    'Every fact. A consumer keeps the cursor, or the sequence, of the last one that it has dealt with and reads on from there; from one that was archived it is refused as EVENTS_ARCHIVED.',
  permission: 'journal.read',
  connection: connectionOf(Event),
  listing: eventListing,
  keyOf: eventKey,
  primes: Event,
})
