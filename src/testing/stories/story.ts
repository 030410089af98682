// How a story is told: step by step, each with everything that it changes. What a step does not name must
// stand as it stood; and after every step the views, and the books in two independent hands, must agree.
import { expect } from 'vitest'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { examineBooks } from '#write/doctor.ts'
import { brokenBooks } from '../laws/books.ts'
import { openStoryShop, type StoryShop } from './shop.ts'
import { changesBetween, type Snapshot, snapshotOf } from './snapshot.ts'

export type Story = StoryShop & {
  /** From now on this is asserted after every step too. */
  watch: (name: string, look: () => Promise<string>) => void
  /** Does something and asserts all that changes by it: `{ due: '10.00 → 0.00' }`. */
  step: <T>(title: string, action: () => Promise<T>, changes: Record<string, string>) => Promise<T>
  /** From now on the story is about this order. */
  about: (orderId: string) => void
  /** Places an order, which the story is about from then on. */
  places: (...order: Parameters<StoryShop['order']>) => Promise<string>
}

export async function story(...opening: Parameters<typeof openStoryShop>): Promise<Story> {
  const shop = await openStoryShop(...opening)
  const watched = new Map<string, () => Promise<string>>()
  let orderId: string | null = null
  const look = async (): Promise<Snapshot> => {
    const snapshot = await snapshotOf(shop, orderId)
    for (const [name, asked] of watched) snapshot[name] = await asked()
    return snapshot
  }
  let before = await look()
  const about = (id: string) => {
    orderId = id
  }
  return {
    ...shop,
    about,
    watch: (name, asked) => watched.set(name, asked),
    places: async (...order) => {
      const id = await shop.order(...order)
      about(id)
      return id
    },
    step: async (title, action, changes) => {
      shop.app.pass(MOMENT)
      const done = await action()
      const after = await look()
      expect({ step: title, changes: changesBetween(before, after) }).toEqual({
        step: title,
        changes,
      })
      before = after
      expect({ step: title, wrong: await wrongIn(shop) }).toEqual({ step: title, wrong: [] })
      return done
    },
  }
}

/** What placing an order changes, beside the shelves and the warehouse's list. */
export const placed = (
  total: string,
  units: number,
  others: Record<string, string> = {},
): Record<string, string> => ({
  status: '– → CONFIRMED',
  paymentStatus: '– → UNPAID',
  fulfilmentStatus: '– → UNFULFILLED',
  currentTotal: `0.00 → ${total}`,
  due: `0.00 → ${total}`,
  availableActions:
    '+EDIT +CANCEL +CANCEL_LINES +RECORD_PAYMENT +AUTHORIZE_PAYMENT +CREATE_FULFILMENT +GRANT_REFUND +HOLD +ADD_NOTE',
  timeline: 'OrderPlaced',
  paymentBalances: `– → OWED ${total}`,
  'sales of 2026-03-02': `– → 1 with ${units}: ${total} − 0.00 = ${total}`,
  ...others,
})

/** No two steps happen at the same millisecond. */
const MOMENT = 1_000

async function wrongIn({ app }: StoryShop): Promise<unknown[]> {
  const verified = await verifyViews(app.writer, views, tallies)
  const examined = await examineBooks(app.writer)
  return [...verified, ...examined]
    .flatMap(({ findings }) => findings as unknown[])
    .concat(brokenBooks(app))
}
