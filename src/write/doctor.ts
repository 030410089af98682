// Whether the books balance: each rule selects what breaks it, from the write tables alone and by no
// rule of a command, so that a fault of a command can't hide here.
import { sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { statement } from '#kernel/database/statement.ts'

export type BooksCheck = { name: string; rows: null; findings: { check: string; found: string }[] }

type Broken = { subject: string; stands: number | null; must: number | null }

/** Each selects `subject`, what `stands` and what it `must` be. */
const RULES: Readonly<Record<string, string>> = {
  'levels are the sums of their movements': `
    SELECT coalesce(l.variant_id, m.variant_id) || ' at ' || coalesce(l.location_id, m.location_id) AS subject,
      coalesce(l.on_hand, 0) + coalesce(l.allocated, 0) + coalesce(l.reserved, 0) AS stands,
      coalesce(m.on_hand, 0) + coalesce(m.allocated, 0) + coalesce(m.reserved, 0) AS must
    FROM stock_levels l
    FULL JOIN (
      SELECT variant_id, location_id, sum(on_hand_delta) AS on_hand,
        sum(allocated_delta) AS allocated, sum(reserved_delta) AS reserved
      FROM stock_movements GROUP BY variant_id, location_id
    ) m ON m.variant_id = l.variant_id AND m.location_id = l.location_id
    WHERE coalesce(l.on_hand, 0) <> coalesce(m.on_hand, 0)
      OR coalesce(l.allocated, 0) <> coalesce(m.allocated, 0)
      OR coalesce(l.reserved, 0) <> coalesce(m.reserved, 0)`,
  'what is allocated is what orders hold': `
    SELECT coalesce(l.variant_id, o.variant_id) || ' at ' || coalesce(l.location_id, o.location_id) AS subject,
      coalesce(l.allocated, 0) AS stands, coalesce(o.quantity, 0) AS must
    FROM stock_levels l
    FULL JOIN (
      SELECT ol.variant_id, a.location_id, sum(a.quantity) AS quantity
      FROM order_allocations a JOIN order_lines ol ON ol.id = a.order_line_id
      GROUP BY ol.variant_id, a.location_id
    ) o ON o.variant_id = l.variant_id AND o.location_id = l.location_id
    WHERE coalesce(l.allocated, 0) <> coalesce(o.quantity, 0)`,
  'an order is the sum of its lines': `
    SELECT o.id AS subject, o.subtotal AS stands, coalesce(sum(l.line_total), 0) AS must
    FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id
    GROUP BY o.id, o.subtotal HAVING o.subtotal <> coalesce(sum(l.line_total), 0)`,
  'a line holds no more than is still to ship': `
    SELECT l.id AS subject, sum(a.quantity) AS stands, l.quantity - l.cancelled - l.fulfilled AS must
    FROM order_lines l JOIN order_allocations a ON a.order_line_id = l.id
    GROUP BY l.id, l.quantity, l.cancelled, l.fulfilled
    HAVING sum(a.quantity) > l.quantity - l.cancelled - l.fulfilled`,
  'a line is in fulfilments as often as they say': `
    SELECT l.id AS subject, l.in_fulfilment AS stands, coalesce(sum(f.quantity), 0) AS must
    FROM order_lines l LEFT JOIN (
      SELECT fl.order_line_id, fl.quantity FROM fulfilment_lines fl
      JOIN fulfilments f ON f.id = fl.fulfilment_id WHERE f.status <> 'CANCELLED'
    ) f ON f.order_line_id = l.id
    GROUP BY l.id, l.in_fulfilment HAVING l.in_fulfilment <> coalesce(sum(f.quantity), 0)`,
  'a line has shipped as often as fulfilments say': `
    SELECT l.id AS subject, l.fulfilled AS stands, coalesce(sum(f.quantity), 0) AS must
    FROM order_lines l LEFT JOIN (
      SELECT fl.order_line_id, fl.quantity FROM fulfilment_lines fl
      JOIN fulfilments f ON f.id = fl.fulfilment_id WHERE f.status IN ('SHIPPED', 'DELIVERED')
    ) f ON f.order_line_id = l.id
    GROUP BY l.id, l.fulfilled HAVING l.fulfilled <> coalesce(sum(f.quantity), 0)`,
  'what left the shelves for an order is what its lines say has shipped': `
    SELECT o.id AS subject, coalesce(m.units, 0) AS stands, coalesce(l.units, 0) AS must
    FROM orders o LEFT JOIN (
      SELECT reference, -sum(on_hand_delta) AS units FROM stock_movements
      WHERE kind IN ('SHIPPED', 'UNSHIPPED') GROUP BY reference
    ) m ON m.reference = o.id LEFT JOIN (
      SELECT order_id, sum(fulfilled) AS units FROM order_lines ol
      WHERE EXISTS (SELECT 1 FROM order_allocations a WHERE a.order_line_id = ol.id)
      GROUP BY order_id
    ) l ON l.order_id = o.id
    WHERE coalesce(m.units, 0) <> coalesce(l.units, 0)`,
  'a line came back as often as its returns say': `
    SELECT l.id AS subject, l.returned AS stands, coalesce(sum(r.restocked + r.damaged), 0) AS must
    FROM order_lines l LEFT JOIN return_lines r ON r.order_line_id = l.id
    GROUP BY l.id, l.returned HAVING l.returned <> coalesce(sum(r.restocked + r.damaged), 0)`,
  'returns speak for no more of a line than has shipped': `
    SELECT l.id AS subject, sum(r.quantity) AS stands, l.fulfilled AS must
    FROM order_lines l JOIN (
      SELECT rl.order_line_id,
        CASE WHEN rt.received_at IS NULL THEN rl.quantity ELSE rl.restocked + rl.damaged END AS quantity
      FROM return_lines rl JOIN returns rt ON rt.id = rl.return_id
      WHERE rt.rejected_at IS NULL AND rt.cancelled_at IS NULL
    ) r ON r.order_line_id = l.id
    GROUP BY l.id, l.fulfilled HAVING sum(r.quantity) > l.fulfilled`,
  'no more goes back on the shelves than came back fit to be sold': `
    SELECT m.reference AS subject, m.units AS stands, coalesce(r.units, 0) AS must
    FROM (
      SELECT reference, sum(on_hand_delta) AS units FROM stock_movements
      WHERE kind = 'RETURNED' GROUP BY reference
    ) m LEFT JOIN (
      SELECT rt.order_id, sum(rl.restocked) AS units
      FROM return_lines rl JOIN returns rt ON rt.id = rl.return_id GROUP BY rt.order_id
    ) r ON r.order_id = m.reference
    WHERE m.units > coalesce(r.units, 0)`,
  'an order has granted what its grants say, and at most its total': `
    SELECT o.id AS subject, o.refund_granted AS stands, coalesce(sum(g.amount), 0) AS must
    FROM orders o LEFT JOIN order_refund_grants g ON g.order_id = o.id
    GROUP BY o.id, o.refund_granted, o.total
    HAVING o.refund_granted <> coalesce(sum(g.amount), 0) OR o.refund_granted > o.total`,
  'no more is refunded than was captured': `
    SELECT order_id AS subject,
      sum(CASE WHEN type = 'REFUNDED' THEN amount ELSE 0 END) AS stands,
      sum(CASE WHEN type = 'CAPTURED' THEN amount ELSE 0 END) AS must
    FROM payment_entries GROUP BY order_id
    HAVING sum(CASE WHEN type = 'REFUNDED' THEN amount ELSE 0 END)
      > sum(CASE WHEN type = 'CAPTURED' THEN amount ELSE 0 END)`,
  'a payment belongs to an order of its currency': `
    SELECT p.id AS subject, p.amount AS stands, NULL AS must
    FROM payment_entries p LEFT JOIN orders o ON o.id = p.order_id
    WHERE o.id IS NULL OR o.currency <> p.currency`,
  'order numbers run without a gap': `
    SELECT 'orders' AS subject, count(*) AS stands, max(number) - min(number) + 1 AS must
    FROM orders HAVING count(*) > 0 AND count(*) <> max(number) - min(number) + 1`,
}

const FINDINGS_MAX = 100

const checks = Object.entries(RULES).map(([name, rule]) => ({
  name,
  broken: statement((db) =>
    db
      .select({
        subject: sql<string>`subject`,
        stands: sql<number | null>`stands`,
        must: sql<number | null>`must`,
      })
      .from(sql`(${sql.raw(rule)}) broken`)
      .limit(FINDINGS_MAX),
  ),
}))

export async function examineBooks(tx: Connection): Promise<BooksCheck[]> {
  const examined: BooksCheck[] = []
  for (const { name, broken } of checks) {
    const findings = (await broken(tx, {})).map((row) => ({ check: name, found: said(row) }))
    examined.push({ name, rows: null, findings })
  }
  return examined
}

const said = ({ subject, stands, must }: Broken): string => `${subject}: ${stands}, must be ${must}`
