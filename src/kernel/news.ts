// What processes that share a database tell each other as they commit, and the one order in which all of it happened.
import { randomUUID } from 'node:crypto'
import type { Connection } from './database/connection.ts'
import type { Commit, Feed } from './feed.ts'
import { eventsBetween } from './journal.ts'

/** Without its facts, which stand in the database. */
type Told = Pick<Commit, 'sequence' | 'changed' | 'gone'>
/** `commits` is null where they were too many to tell, or where rows have changed without a command. */
type News = { from: string; commits: readonly Told[] | null }

/** PostgreSQL sends less than 8,000 bytes at once. */
const BYTES_MAX = 7_900
/** How long what came too early waits for what came before it. */
const GAP_MS_MAX = 2_000

export type NewsDesk = {
  /** What others are told of these commits, where there are any. */
  newsOf: (commits: readonly Commit[]) => string | undefined
  /** What others are told where any row may have changed. */
  anything: string
  /** Publishes what this process has committed, when all before it was. */
  publish: (commits: readonly Commit[]) => void
  /** Takes in what another process told; null where something was missed. */
  hear: (news: string | null) => void
}

/** @param reader Reads what was committed. */
export function newsDesk(
  feed: Feed,
  reader: Connection,
  onFault: (fault: unknown) => void,
): NewsDesk {
  const from = randomUUID()
  const early = new Map<number, readonly Commit[]>()
  let hearing: Promise<void> = Promise.resolve()
  let gap: NodeJS.Timeout | null = null

  function publish(commits: readonly Commit[]): void {
    const [first] = commits
    if (!first || (commits.at(-1) as Commit).sequence <= feed.last()) return
    if (first.sequence > feed.last() + 1) {
      early.set(first.sequence, commits)
      gap ??= setTimeout(startAnew, GAP_MS_MAX).unref()
      return
    }
    feed.publish(commits)
    const next = early.get(feed.last() + 1)
    if (next) {
      early.delete(feed.last() + 1)
      publish(next)
    }
    if (early.size === 0) closeGap()
  }

  function closeGap(): void {
    if (gap) clearTimeout(gap)
    gap = null
  }

  /** Nobody knows what was missed: all that is remembered may be wrong. */
  function startAnew(): void {
    closeGap()
    hearing = hearing.then(begunAnew).catch(onFault)
  }

  async function begunAnew(): Promise<void> {
    early.clear()
    feed.restart(await reader.lastSequence())
  }

  async function heard(commits: readonly Told[]): Promise<void> {
    const [from, to] = [commits[0]?.sequence ?? 0, commits.at(-1)?.sequence ?? 0]
    if (to <= feed.last()) return
    const facts = await eventsBetween(reader, { from, to })
    publish(
      commits.map((told) => ({
        ...told,
        events: facts.filter(({ sequence }) => sequence === told.sequence),
      })),
    )
  }

  return {
    newsOf: (commits) => {
      if (commits.length === 0) return undefined
      const told = commits.map(({ events: _, ...rest }): Told => rest)
      const news = JSON.stringify({ from, commits: told } satisfies News)
      return Buffer.byteLength(news) > BYTES_MAX ? JSON.stringify({ from, commits: null }) : news
    },
    anything: JSON.stringify({ from: '', commits: null } satisfies News),
    publish,
    hear: (text) => {
      const news = text === null ? null : (JSON.parse(text) as News)
      if (news?.from === from) return
      if (news?.commits) {
        const { commits } = news
        hearing = hearing.then(() => heard(commits)).catch(onFault)
      } else startAnew()
    },
  }
}
