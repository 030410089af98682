// The map of commands, facts and views, from their declarations: as a picture and as tables.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFile } from '#project-file'
import { tallies, views } from '#read/views.ts'
import { commands } from '#write/commands.ts'
import { EVENT_KINDS } from '#write/events.ts'
import { factsOfCommands } from './facts-of-commands.ts'

type Column = 'commands' | 'facts' | 'views'
/** Something with its place in the picture. */
type Placed = { name: string; column: Column; y: number; hue: number }
type Edge = { from: string; to: string }

export type MapOfShop = {
  /** Commands by the folder that they stand in. */
  rooms: ReadonlyMap<string, readonly string[]>
  /** The facts of each command. */
  facts: ReadonlyMap<string, readonly string[]>
  /** The views, and tallies, that each fact wakes. */
  wakes: ReadonlyMap<string, readonly string[]>
}

export async function mapOfShop(): Promise<MapOfShop> {
  const all = [
    ...views.map(({ name, wokenBy }) => ({ name, events: wokenBy.map(({ event }) => event) })),
    ...tallies.map(({ name, adds }) => ({ name, events: adds.map(({ event }) => event) })),
  ]
  const wakes = EVENT_KINDS.map(({ event }): [string, string[]] => [
    event,
    all.filter(({ events }) => events.includes(event)).map(({ name }) => name),
  ])
  return { rooms: commandsByRoom(), facts: await factsOfCommands(), wakes: new Map(wakes) }
}

function commandsByRoom(): Map<string, string[]> {
  const rooms = new Map<string, string[]>()
  const root = projectFile('src/write')
  const files = readdirSync(root, { recursive: true }).map(String).sort()
  const texts = files
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => [path.split('/')[0] as string, readFileSync(join(root, path), 'utf8')] as const)
  for (const { name } of commands) {
    const [room = ''] = texts.find(([, text]) => text.includes(`name: '${name}',`)) ?? []
    rooms.set(room, [...(rooms.get(room) ?? []), name])
  }
  return new Map([...rooms].sort(([one], [other]) => (one < other ? -1 : 1)))
}

const ROW = 15
const TOP = 56
const X: Readonly<Record<Column, number>> = { commands: 16, facts: 480, views: 930 }
/** Where a line leaves the words of a column. */
const WORDS = 190

export function drawn({ rooms, facts, wakes }: MapOfShop): string {
  const place = (column: Column, names: readonly [string, number][]): Placed[] =>
    names.map(([name, hue], index) => {
      const y = Math.round(TOP + (index + 0.5) * ((commands.length * ROW) / names.length))
      return { name, column, hue, y }
    })
  const hues = [...rooms.keys()].map((_, index, all) => Math.round((index * 360) / all.length))
  const placedCommands = place(
    'commands',
    [...rooms.values()].flatMap((names, room) =>
      names.map((name) => [name, hues[room] as number] as [string, number]),
    ),
  )
  const toFacts = [...facts].flatMap(([from, names]) => names.map((to): Edge => ({ from, to })))
  const placedFacts = place('facts', between(placedCommands, [...wakes.keys()], toFacts))
  const toViews = [...wakes].flatMap(([from, names]) => names.map((to): Edge => ({ from, to })))
  const viewNames = [...views, ...tallies].map(({ name }) => name)
  const placedViews = place('views', between(placedFacts, viewNames, toViews))
  const height = TOP + ROW * commands.length + 8
  const lines = [
    ...toFacts.map((edge) => line(edge, placedCommands, placedFacts)),
    ...toViews.map((edge) => line(edge, placedFacts, placedViews)),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1160 ${height}" font-family="sans-serif" font-size="11">`,
    '<title>Which facts each command may record, and which views each fact wakes</title>',
    `<rect width="1160" height="${height}" fill="#fff"/>`,
    ...lines,
    ...(['commands', 'facts', 'views'] as const).map(
      (column) =>
        `<text x="${X[column]}" y="28" font-size="18" font-weight="bold">${column}</text>`,
    ),
    ...[...placedCommands, ...placedFacts, ...placedViews].map(
      ({ name, column, y, hue }) =>
        `<text x="${X[column]}" y="${y}" fill="hsl(${hue} 70% 28%)">${name}</text>`,
    ),
    '</svg>',
    '',
  ].join('\n')
}

/** In the order of what leads to each, and in the colour of the first of it. */
function between(
  left: readonly Placed[],
  names: readonly string[],
  edges: readonly Edge[],
): [string, number][] {
  const byName = new Map(left.map((each) => [each.name, each]))
  const middle = (name: string) => {
    const from = edges.filter(({ to }) => to === name).map(({ from }) => byName.get(from))
    const known = from.filter((each) => each !== undefined)
    const y = known.reduce((sum, each) => sum + each.y, 0) / (known.length || 1)
    return { name, y, hue: known[0]?.hue ?? 0 }
  }
  return names
    .map(middle)
    .sort((one, other) => one.y - other.y || (one.name < other.name ? -1 : 1))
    .map(({ name, hue }) => [name, hue])
}

function line({ from, to }: Edge, left: readonly Placed[], right: readonly Placed[]): string {
  const start = left.find(({ name }) => name === from) as Placed
  const end = right.find(({ name }) => name === to) as Placed
  const [x1, x2] = [X[start.column] + WORDS, X[end.column] - 4]
  const [y1, y2] = [start.y - 4, end.y - 4]
  const bend = (x1 + x2) / 2
  return `<path d="M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}" fill="none" stroke="hsl(${start.hue} 60% 50%)" stroke-opacity=".4"/>`
}

export function written({ rooms, facts, wakes }: MapOfShop): string {
  const woken = (command: string) => [
    ...new Set(facts.get(command)?.flatMap((fact) => wakes.get(fact) ?? [])),
  ]
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ') || '–'
  const sections = [...rooms].flatMap(([room, names]) => [
    `## ${room}`,
    '',
    '| command | facts that it may record | views that these wake |',
    '|---|---|---|',
    ...names.map(
      (name) => `| \`${name}\` | ${code(facts.get(name) ?? [])} | ${code(woken(name).sort())} |`,
    ),
    '',
  ])
  return [
    '# The map',
    '',
    'Which facts each command may record, and which views each fact wakes: made by `npm run map` from the',
    'declarations of views and from the code of handlers, and checked by a test.',
    '',
    '![Commands, facts and views](map.svg)',
    '',
    ...sections,
  ].join('\n')
}
