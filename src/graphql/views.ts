// The read side itself: which view each fact wakes, and how much the latest commands refreshed.
import type { Tally } from '#kernel/tally.ts'
import type { View } from '#kernel/view.ts'
import { tallies, views } from '#read/views.ts'
import { builder, needs } from './builder.ts'
import { enumNamed } from './vocabulary.ts'

const VIEW_KINDS = {
  RECOMPUTED: 'Rows are made anew from the tables.',
  TALLIED: 'What each fact brings is added.',
}

type Shown = { name: string; kind: keyof typeof VIEW_KINDS; wokenBy: readonly string[] }

const names = (events: readonly { event: string }[]) =>
  [...new Set(events.map(({ event }) => event))].sort()

const shown = (): Shown[] => [
  ...views.map(
    ({ name, wokenBy }: View): Shown => ({
      ...{ name, kind: 'RECOMPUTED', wokenBy: names(wokenBy) },
    }),
  ),
  ...tallies.map(
    ({ name, adds }: Tally): Shown => ({
      ...{ name, kind: 'TALLIED', wokenBy: names(adds) },
    }),
  ),
]

const ViewType = builder.objectRef<Shown>('View').implement({
  description:
    'A table that answers questions: it is refreshed in the transaction of each command.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name of its table.' }),
    kind: t.expose('kind', {
      type: enumNamed('ViewKind', VIEW_KINDS),
      description: 'How it is kept.',
    }),
    wokenBy: t.field({
      type: ['String'],
      description: 'The names of the facts that change it, as `eventKinds` lists them.',
      resolve: ({ wokenBy }) => [...wokenBy],
    }),
    rowsRefreshed: t.field({
      type: 'SafeInt',
      description: 'Rows that commands refreshed since the server started.',
      resolve: ({ name }, _, { backend }) => backend.spent.ofView(name)?.rows ?? 0,
    }),
    refreshedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a command last refreshed one of its rows; null where none did since then.',
      resolve: ({ name }, _, { backend }) => backend.spent.ofView(name)?.at ?? null,
    }),
  }),
})

builder.queryField('views', (t) =>
  t.field({
    ...needs('metrics.read'),
    description:
      'Every view that queries read. None is ever behind: `quartermaster doctor` recomputes all and compares.',
    type: [ViewType],
    nullable: true,
    resolve: shown,
  }),
)
