// The discounts that a basket may get: those that hold by themselves now, those of its codes, and how
// often its customer has used them: by their account, and for a code by their e-mail too.
import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import { automaticFor, codeKeyOf, type DiscountRule } from '#domain/discounts.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { as, inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { DiscountCodeUnknown } from './rejections.ts'
import { discounts, discountUsages } from './tables.ts'

export type Offers = {
  /** In the order in which they were entered. */
  codes: DiscountRule[]
  automatic: DiscountRule[]
  usedByCustomer: Map<string, number>
}

type Buyer = { customerId: string | null; emailKey: string | null }

export async function offersFor(
  tx: Connection,
  { codes, now, buyer }: { codes: readonly string[]; now: number; buyer: Buyer },
): Promise<Offers> {
  const automatic = automaticFor(await automaticAt(tx, { now }), buyer.customerId)
  const entered = await discountsOfCodes(tx, codes)
  const usedByCustomer = new Map([
    ...(await usesBy(tx, { ...buyer, emailKey: null }, automatic)),
    ...(await usesBy(tx, buyer, entered)),
  ])
  return { automatic, codes: entered, usedByCustomer }
}

/** The discount of each code, in the same order; a code that none has is absent. */
export async function discountsOfCodes(
  tx: Connection,
  codes: readonly string[],
): Promise<(typeof discounts.$inferSelect)[]> {
  if (codes.length === 0) return []
  const keys = codes.map(codeKeyOf)
  const rows = await byCodes(tx, { keys: listOf(keys) })
  const byKey = new Map(rows.map((row) => [row.codeKey, row]))
  return keys.flatMap((key) => byKey.get(key) ?? [])
}

export async function requireDiscountOfCode(tx: Connection, code: string) {
  const [discount] = await discountsOfCodes(tx, [code])
  if (!discount) throw new DiscountCodeUnknown({ discountCode: code }, ['input', 'code'])
  return discount
}

/** The codes as their discounts spell them, each once, or a refusal of the first that none has. */
export async function requireDiscountsOfCodes(
  tx: Connection,
  codes: readonly string[],
): Promise<string[]> {
  const known = await discountsOfCodes(tx, codes)
  const byKey = new Map(known.map(({ codeKey, code }) => [codeKey, code]))
  const spelt = codes.map((code, index) => {
    const found = byKey.get(codeKeyOf(code))
    if (found) return found
    throw new DiscountCodeUnknown({ discountCode: code }, ['input', 'discountCodes', String(index)])
  })
  return [...new Set(spelt)]
}

/** How often somebody has used those of these discounts that each may use so often only. */
async function usesBy(
  tx: Connection,
  { customerId, emailKey }: Buyer,
  discounts: readonly DiscountRule[],
): Promise<Map<string, number>> {
  const limited = discounts.filter(({ usageLimitPerCustomer }) => usageLimitPerCustomer !== null)
  if (limited.length === 0) return new Map()
  const ids = listOf(limited.map(({ id }) => id))
  const rows = await usesOf(tx, { ids, customerId, emailKey })
  return new Map(rows.map(({ discountId, count }) => [discountId, count]))
}

const automaticAt = statement((db, $: Params<{ now: number }>) =>
  db
    .select()
    .from(discounts)
    .where(
      and(
        eq(discounts.isAutomatic, true),
        lte(discounts.startsAt, $.now),
        or(isNull(discounts.endsAt), gt(discounts.endsAt, $.now)),
      ),
    )
    .orderBy(asc(discounts.id)),
)

const byCodes = statement((db, $: Params<{ keys: string }>) =>
  db.select().from(discounts).where(inList(discounts.codeKey, $.keys)),
)

type Uses = { ids: string; customerId: string | null; emailKey: string | null }

const usesOf = statement((db, $: Params<Uses>) =>
  db
    .select({ discountId: discountUsages.discountId, count: sql<number>`count(*)` })
    .from(discountUsages)
    .where(
      and(
        inList(discountUsages.discountId, $.ids),
        or(
          eq(discountUsages.customerId, as(discountUsages.customerId, $.customerId)),
          eq(discountUsages.emailKey, as(discountUsages.emailKey, $.emailKey)),
        ),
      ),
    )
    .groupBy(discountUsages.discountId)
    .orderBy(asc(discountUsages.discountId)),
)
