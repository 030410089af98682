// Modules from outside this folder: each brings commands, facts, tables, views and GraphQL of its own, which from
// then on stand beside the shop's.
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AnyCommand } from '#kernel/command.ts'
import type { Dialect } from '#kernel/database/connection.ts'
import { type Migration, readMigrations } from '#kernel/database/migrations.ts'
import type { EventKind } from '#kernel/event.ts'
import type { Reaction } from '#kernel/reaction.ts'
import type { Tally } from '#kernel/tally.ts'
import type { View, Waking } from '#kernel/view.ts'
import { projectFile } from '#project-file'
import { addViews, tallies, views } from '#read/views.ts'
import { addCommands, commands } from '#write/commands.ts'
import { addEventKinds, EVENT_KINDS } from '#write/events.ts'

export type ShopModule = {
  /** Unlike any other's: its migrations are kept under it. */
  name: string
  /** The folder of its migrations, as drizzle-kit writes them; those for PostgreSQL in `postgres` within. */
  migrations?: string
  commands?: readonly AnyCommand[]
  // biome-ignore lint/suspicious/noExplicitAny: kinds of any data stand together here.
  events?: readonly EventKind<any>[]
  views?: readonly View[]
  tallies?: readonly Tally[]
  /** Views of the shop that its facts wake too, such as `order_view` where one is of an order. */
  wakes?: readonly { view: string; by: Waking }[]
  reactions?: readonly Reaction[]
  /** Declares its types and fields; called once its views stand beside the others. */
  graphql?: () => Promise<unknown>
}

const installed: ShopModule[] = []

/** @param paths Of files whose default export is a module, between commas. */
export async function install(paths: string): Promise<void> {
  for (const path of paths.split(',').map((path) => path.trim())) {
    const found = (await import(pathToFileURL(resolve(path)).href)) as { default?: ShopModule }
    if (typeof found.default?.name !== 'string')
      throw new Error(`MODULES names ${path}, which must export a module by default.`)
    await add(found.default)
  }
}

async function add(module: ShopModule): Promise<void> {
  const { name, events = [], reactions = [], graphql } = module
  const own = {
    commands: module.commands ?? [],
    views: module.views ?? [],
    tallies: module.tallies ?? [],
  }
  const named = (list: readonly { name: string }[]) => list.map(({ name }) => name)
  requireNew(name, 'module', [name], named(installed))
  requireNew(name, 'command', named(own.commands), named(commands))
  requireNew(name, 'view', named([...own.views, ...own.tallies]), named([...views, ...tallies]))
  requireNew(
    name,
    'event',
    events.map(({ event }) => event),
    EVENT_KINDS.map(({ event }) => event),
  )
  requireNew(name, 'reaction', named(reactions), named(reactionsOfModules()))
  requireWaking(module)
  installed.push(module)
  addCommands(own.commands)
  addEventKinds(events)
  addViews(own.views, own.tallies)
  wake(module)
  await graphql?.()
}

function requireNew(module: string, what: string, own: string[], standing: string[]): void {
  const taken = own.find((name, index) => standing.includes(name) || own.indexOf(name) !== index)
  if (taken !== undefined)
    throw new Error(`The module ${module} brings the ${what} ${taken}, which there is already.`)
}

/** A fact raises the version of what it is of, and views that show the version must be woken by it. */
function requireWaking({ name, events = [], wakes = [] }: ShopModule): void {
  for (const { event, aggregate } of events)
    if (
      EVENT_KINDS.some((kind) => kind.aggregate === aggregate) &&
      !wakes.some(({ by }) => by.event === event)
    )
      throw new Error(
        `The module ${name} must say in wakes which of the shop's views show that ${event} raised the version of a ${aggregate}.`,
      )
}

function wake({ name, wakes = [] }: ShopModule): void {
  for (const { view, by } of wakes) {
    const woken = views.find((each) => each.name === view)
    if (!woken) throw new Error(`The module ${name} wakes the view ${view}, which there is not.`)
    ;(woken.wokenBy as Waking[]).push(by)
  }
}

export const reactionsOfModules = (): Reaction[] =>
  installed.flatMap(({ reactions = [] }) => reactions)

/** What a database of this shop must have been through, in order. */
export const allMigrations = ({ migrations: folder }: Pick<Dialect, 'migrations'>): Migration[] => [
  ...readMigrations(join(projectFile('drizzle'), folder)),
  ...installed.flatMap(({ name, migrations }) =>
    migrations === undefined
      ? []
      : readMigrations(join(migrations, folder)).map((each) => ({
          ...each,
          tag: `${name}.${each.tag}`,
        })),
  ),
]
