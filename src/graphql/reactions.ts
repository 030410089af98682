// What follows facts by itself: how far behind it is, what failed, and what is done about that.
import { type DeadLetterRow, deadLetterListing, loadDeadLetters } from '#read/dead-letter/load.ts'
import { loadEvents } from '#read/event-feed/load.ts'
import { EVENTS_BEHIND_MAX, loadReactionStates, type ReactionState } from '#read/reaction/load.ts'
import { dropDeadLetter } from '#write/dead-letters/drop-dead-letter.ts'
import { DEAD_LETTER_STATUSES } from '#write/dead-letters/rejections.ts'
import { retryDeadLetter } from '#write/dead-letters/retry-dead-letter.ts'
import { builder, needs } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import { EventRef } from './journal.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { enumNamed } from './vocabulary.ts'

const ReactionType = builder.objectRef<ReactionState>('Reaction').implement({
  description:
    'What follows certain facts by itself: an unpaid order expires, a cart is abandoned.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    summary: t.exposeString('summary', { description: 'What it does.' }),
    eventsBehind: t.exposeInt('eventsBehind', {
      description: `Events that it has yet to try, counted up to ${EVENTS_BEHIND_MAX}.`,
    }),
    millisecondsBehind: t.field({
      type: 'SafeInt',
      description: 'How long the oldest of those waits; 0 where none does.',
      resolve: ({ behindSince }, _, { now }) =>
        behindSince === null ? 0 : Math.max(0, now - behindSince),
    }),
    retrying: t.exposeInt('retrying', { description: 'Events that failed and are tried again.' }),
    deadLetters: t.exposeInt('deadLetters', {
      description: 'Events that it gave up and that wait for somebody.',
    }),
  }),
})

const eventBatch = { load: loadEvents }

export const DeadLetter = noun<DeadLetterRow>({
  name: 'DeadLetter',
  kind: 'deadLetter',
  description: 'An event that a reaction could not deal with, however often it tried.',
  source: {
    view: 'kernel_dead_letters',
    keyOf: ({ id }) => id,
    load: loadDeadLetters,
    permission: 'reactions.read',
    visible: (_, viewer) => viewer.holds('reactions.read'),
  },
  fields: (t) => ({
    reaction: t.exposeString('reaction', { description: 'The name of the reaction.' }),
    event: t.field({
      ...needs('journal.read'),
      type: EventRef,
      nullable: true,
      description: 'The fact that it could not deal with. Null to who may not read the journal.',
      resolve: ({ sequence, index }, _, context) =>
        context.batched(eventBatch, `${sequence}.${index}`),
    }),
    status: t.expose('status', {
      type: enumNamed('DeadLetterStatus', DEAD_LETTER_STATUSES),
      description: 'What became of it.',
    }),
    error: t.exposeString('error', { description: 'What the last try met.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was given up.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it was dropped.' }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was retried or dropped.',
    }),
  }),
})

builder.queryField('reactions', (t) =>
  t.field({
    ...needs('reactions.read'),
    description: 'Everything that follows facts by itself, and how far behind it is.',
    type: [ReactionType],
    nullable: true,
    resolve: (_, __, context) =>
      context.read(async (connection) =>
        loadReactionStates(connection, await context.backend.reactions.declared()),
      ),
  }),
)

listField('deadLetters', {
  name: 'DeadLetter',
  description: 'What reactions gave up.',
  permission: 'reactions.read',
  connection: connectionOf(DeadLetter),
  listing: deadLetterListing(DEAD_LETTER_STATUSES),
  keyOf: ({ id }) => id,
  primes: DeadLetter,
})

mutation(retryDeadLetter, { deadLetter: DeadLetter })
mutation(dropDeadLetter, { deadLetter: DeadLetter })
