// Makes views right again while the shop goes on. Whatever is wrong is found on a copy, or before anybody
// is served; here those keys are recomputed from the tables of now, a few at a time, each chunk in a
// transaction of its own between two batches of commands. Killed midway, what is mended stays so, and
// looking again finds the rest.
import type { Connection } from './database/connection.ts'
import {
  applyTextChanges,
  beginSuccessor,
  type FullText,
  forgetSuccessor,
  growSuccessor,
} from './database/full-text.ts'
import { inChunks } from './in-chunks.ts'
import type { Key, Row } from './row-store.ts'
import { inOneRound } from './shared.ts'
import type { Tally } from './tally.ts'
import { type Verified, verifyViews } from './verify-views.ts'
import { replaceKeys, type TextChanges, type View } from './view.ts'
import type { WriteQueue } from './write-queue.ts'

/** What a view lacks or has too much of. Plain JSON: it may be found in one process and mended in another. */
export type Wrong =
  | { view: string; keys: readonly Key[] }
  /** What must be added to a tally's rows, as they stood at one moment, to make them right at any. */
  | { tally: string; lacking: readonly Row[] }
  /** A view whose index holds other words than its rows. */
  | { words: string }

export type ReadSide = { views: readonly View[]; tallies: readonly Tally[] }

/** What is wrong with these views, in portions of at most `keysMax` keys. */
export async function findWrong(
  tx: Connection,
  { views, tallies }: ReadSide,
  {
    keysMax = 5_000,
    onVerified = () => {},
  }: {
    keysMax?: number
    onVerified?: (verified: Verified) => void
  } = {},
): Promise<Wrong[]> {
  const wrong: Wrong[] = []
  for (const view of views) {
    const [verified] = (await verifyViews(tx, [view], [])) as [Verified]
    onVerified(verified)
    const { wrongKeys, areWordsWrong } = verified
    for (let at = 0; at < wrongKeys.length; at += keysMax)
      wrong.push({ view: view.name, keys: wrongKeys.slice(at, at + keysMax) })
    if (areWordsWrong) wrong.push({ words: view.name })
  }
  for (const tally of tallies) {
    const [verified] = (await verifyViews(tx, [], [tally])) as [Verified]
    onVerified(verified)
    if (verified.lacking.length > 0) wrong.push({ tally: tally.name, lacking: verified.lacking })
  }
  return wrong
}

/** Mends one portion of what was found. Commands go on between its chunks. */
export async function mend(
  { queue, writer }: { queue: Pick<WriteQueue, 'maintain' | 'length'>; writer: Connection },
  { views, tallies }: ReadSide,
  wrong: Wrong,
): Promise<void> {
  if ('tally' in wrong) {
    const tally = named(tallies, wrong.tally)
    await queue.maintain(() => tally.correct(writer, wrong.lacking))
  } else if ('words' in wrong) {
    const { fullText } = named(views, wrong.words)
    if (fullText) await mendWords(queue, writer, fullText)
  } else await mendKeys(queue, writer, named(views, wrong.view), wrong.keys)
}

async function mendKeys(
  queue: Pick<WriteQueue, 'maintain' | 'length'>,
  writer: Connection,
  view: View,
  keys: readonly Key[],
): Promise<void> {
  let at = 0
  await inChunks(queue, async (size) => {
    const chunk = keys.slice(at, at + size)
    await recompute(writer, view, chunk)
    at += chunk.length
    return at < keys.length
  })
}

/** Grows an index beside the one that answers, which it replaces in one transaction. */
async function mendWords(
  queue: Pick<WriteQueue, 'maintain' | 'length'>,
  writer: Connection,
  fullText: FullText,
): Promise<void> {
  try {
    await queue.maintain(() => beginSuccessor(writer, fullText))
    await inChunks(queue, async (size) => !(await growSuccessor(writer, fullText, size)))
  } catch (fault) {
    forgetSuccessor(writer, fullText)
    throw fault
  }
}

async function recompute(tx: Connection, view: View, keys: readonly Key[]): Promise<void> {
  const changes: TextChanges = new Map()
  await inOneRound(tx, () => replaceKeys(tx, view, keys, changes))
  for (const [fullText, rows] of changes) await applyTextChanges(tx, fullText, rows)
}

function named<Named extends { name: string }>(all: readonly Named[], name: string): Named {
  const found = all.find((each) => each.name === name)
  if (!found) throw new Error(`There is no view ${name} in this release.`)
  return found
}
