// What changed in the schema since the last release, and which of it would break somebody. What breaks must be
// declared in the changelog, with the reason.
import { CriticalityLevel, diff } from '@graphql-inspector/core'
import { buildSchema } from 'graphql'

export type SchemaChange = { path: string; message: string; isBreaking: boolean }

/** Both as printed. Descriptions don't count. */
export async function schemaChanges(released: string, current: string): Promise<SchemaChange[]> {
  const changes = await diff(buildSchema(released), buildSchema(current))
  return changes
    .filter(({ type }) => !type.includes('DESCRIPTION'))
    .map(({ path = '', message, criticality }) => ({
      path,
      message,
      isBreaking: criticality.level === CriticalityLevel.Breaking,
    }))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
}

const BEGIN = '<!-- What `npm run schema` found: -->'
const END = '<!-- So far. -->'

/** The changelog with the list of the schema's changes brought up to date. */
export function withChanges(changelog: string, changes: readonly SchemaChange[]): string {
  const [before, rest] = parts(changelog, BEGIN)
  const [, after] = parts(rest, END)
  const lines = changes.map(
    ({ message, isBreaking }) => `- ${isBreaking ? '**Breaks:** ' : ''}${message}`,
  )
  const list = lines.length > 0 ? lines.join('\n') : 'Nothing changed in the schema.'
  return `${before}${BEGIN}\n\n${list}\n\n${END}${after}`
}

/** Breaking changes that nobody declared: a line of the unreleased part must begin with the path in backticks. */
export function undeclared(changelog: string, changes: readonly SchemaChange[]): SchemaChange[] {
  const [unreleased] = parts(changelog, END)
  const declared = new Set(
    [...unreleased.matchAll(/^- `([^`]+)`: \S/gm)].map(([, path = '']) => path),
  )
  return changes.filter(({ isBreaking, path }) => isBreaking && !declared.has(path))
}

function parts(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  if (at === -1) throw new Error(`The changelog lacks ${mark}`)
  return [text.slice(0, at), text.slice(at + mark.length)]
}
