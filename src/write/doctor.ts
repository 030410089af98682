// Whether the books balance: each rule selects what breaks it, from the write tables alone and by no
// rule of a command, so that a fault of a command can't hide here.
import { sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { statement } from '#kernel/database/statement.ts'
import { looked } from '#kernel/doctor.ts'
import type { Check, Finding } from '#kernel/finding.ts'

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
  'what is reserved is what carts hold': `
    SELECT coalesce(l.variant_id, r.variant_id) || ' at ' || coalesce(l.location_id, r.location_id) AS subject,
      coalesce(l.reserved, 0) AS stands, coalesce(r.quantity, 0) AS must
    FROM stock_levels l
    FULL JOIN (
      SELECT variant_id, location_id, sum(quantity) AS quantity
      FROM cart_reservations GROUP BY variant_id, location_id
    ) r ON r.variant_id = l.variant_id AND r.location_id = l.location_id
    WHERE coalesce(l.reserved, 0) <> coalesce(r.quantity, 0)`,
  'only an open cart holds anything, and no more than it asks for': `
    SELECT r.cart_line_id AS subject, sum(r.quantity) AS stands, coalesce(max(l.quantity), 0) AS must
    FROM cart_reservations r
    LEFT JOIN carts c ON c.id = r.cart_id AND c.status = 'OPEN'
    LEFT JOIN cart_lines l ON l.id = r.cart_line_id AND l.cart_id = c.id
    GROUP BY r.cart_line_id HAVING sum(r.quantity) > coalesce(max(l.quantity), 0)`,
  'only a pending order waits': `
    SELECT id AS subject, expires_at AS stands, NULL AS must FROM orders
    WHERE (status = 'PENDING') <> (expires_at IS NOT NULL) AND status <> 'EXPIRED'`,
  'only an open order is on hold': `
    SELECT id AS subject, on_hold AS stands, 0 AS must FROM orders
    WHERE on_hold = 1 AND status NOT IN ('PENDING', 'CONFIRMED')`,
  'an order is the sum of its lines': `
    SELECT o.id AS subject, o.subtotal AS stands, coalesce(sum(l.line_total), 0) AS must
    FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id
    GROUP BY o.id, o.subtotal HAVING o.subtotal <> coalesce(sum(l.line_total), 0)`,
  'an order costs the sum of its parts': `
    SELECT o.id AS subject, o.total AS stands, o.shipping_gross + coalesce(sum(l.gross), 0) AS must
    FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id GROUP BY o.id
    HAVING o.total <> o.shipping_gross + coalesce(sum(l.gross), 0)
      OR o.tax_total <> o.shipping_tax + coalesce(sum(l.tax), 0)
      OR o.discount_total <> o.shipping_discount + coalesce(sum(l.discount), 0)`,
  'a completed draft is an order that no cart was, and an open one is none': `
    SELECT d.id AS subject, o.number AS stands, NULL AS must FROM draft_orders d
    LEFT JOIN orders o ON o.id = d.order_id
    WHERE (d.status = 'COMPLETED') <> (o.id IS NOT NULL) OR o.cart_id IS NOT NULL
      OR o.customer_id IS NOT NULL AND d.customer_id IS NOT NULL AND o.customer_id <> d.customer_id
      OR o.currency <> d.currency`,
  'a draft has lines until it is deleted': `
    SELECT d.id AS subject, count(l.id) AS stands, NULL AS must
    FROM draft_orders d LEFT JOIN draft_order_lines l ON l.draft_order_id = d.id
    GROUP BY d.id, d.status HAVING (d.status = 'DELETED') <> (count(l.id) = 0)`,
  'what discounts took of an order is what they took of its parts': `
    SELECT o.id AS subject, o.discount_total AS stands, coalesce(sum(cast(d.value ->> 'amount' as bigint)), 0) AS must
    FROM orders o LEFT JOIN json_each(o.discounts) d ON true GROUP BY o.id
    HAVING o.discount_total <> coalesce(sum(cast(d.value ->> 'amount' as bigint)), 0)
    UNION ALL
    SELECT l.id, l.discount, coalesce(sum(cast(d.value ->> 'amount' as bigint)), 0)
    FROM order_lines l LEFT JOIN json_each(l.discounts) d ON true GROUP BY l.id
    HAVING l.discount <> coalesce(sum(cast(d.value ->> 'amount' as bigint)), 0)`,
  'tax is in prices, or on top of them, as the order says': `
    SELECT l.id AS subject, l.line_total - l.discount AS stands,
      CASE o.prices_include_tax WHEN 1 THEN l.gross ELSE l.net END AS must
    FROM order_lines l JOIN orders o ON o.id = l.order_id
    WHERE l.line_total - l.discount <> CASE o.prices_include_tax WHEN 1 THEN l.gross ELSE l.net END`,
  'a discount is used as often as orders hold it, and no more than it may be': `
    SELECT d.id AS subject, d.used AS stands, coalesce(u.count, 0) AS must
    FROM discounts d LEFT JOIN (
      SELECT discount_id, count(*) AS count FROM discount_usages GROUP BY discount_id
    ) u ON u.discount_id = d.id
    WHERE d.used <> coalesce(u.count, 0) OR d.used > d.usage_limit`,
  'an order holds the discounts that it has until it is no order any more': `
    SELECT coalesce(o.order_id, u.order_id) || ' ' || coalesce(o.discount_id, u.discount_id) AS subject,
      u.order_id IS NOT NULL AS stands, o.order_id IS NOT NULL AS must
    FROM (
      SELECT o.id AS order_id, d.value ->> 'discountId' AS discount_id
      FROM orders o JOIN json_each(o.discounts) d ON true
      WHERE o.status NOT IN ('CANCELLED', 'EXPIRED') AND d.value ->> 'discountId' IS NOT NULL
        AND d.value ->> 'isRemoved' IS NULL
    ) o
    FULL JOIN discount_usages u ON u.order_id = o.order_id AND u.discount_id = o.discount_id
    WHERE u.order_id IS NULL OR o.order_id IS NULL`,
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
  'an order has granted what its grants say, and at most what it ever cost': `
    SELECT o.id AS subject, o.refund_granted AS stands, coalesce(sum(g.amount), 0) AS must
    FROM orders o LEFT JOIN order_refund_grants g ON g.order_id = o.id
    GROUP BY o.id, o.refund_granted, o.total
    HAVING o.refund_granted <> coalesce(sum(g.amount), 0) OR o.refund_granted > o.total AND o.refund_granted > (
      SELECT coalesce(max(r.total), 0) FROM order_revisions r WHERE r.order_id = o.id)`,
  'an order has a revision for each of its edits, numbered from 1': `
    SELECT o.id AS subject, count(r.id) AS stands, o.edits AS must
    FROM orders o LEFT JOIN order_revisions r ON r.order_id = o.id
    GROUP BY o.id, o.edits HAVING count(r.id) <> o.edits OR coalesce(max(r.number), 0) <> o.edits`,
  'a revision costs the sum of its parts': `
    SELECT r.id AS subject, r.total AS stands, r.shipping_gross + coalesce(sum(cast(l.value ->> 'gross' as bigint)), 0) AS must
    FROM order_revisions r LEFT JOIN json_each(r.lines) l ON true GROUP BY r.id
    HAVING r.total <> r.shipping_gross + coalesce(sum(cast(l.value ->> 'gross' as bigint)), 0)
      OR r.units <> coalesce(sum(cast(l.value ->> 'quantity' as bigint)), 0)`,
  'what an edit found cancelled or returned still is, and costs no more than its line': `
    SELECT l.id AS subject, c.units AS stands, l.cancelled AS must
    FROM order_lines l JOIN (
      SELECT l.id, coalesce(sum(cast(p.value ->> 'quantity' as bigint)), 0) AS units, coalesce(sum(cast(p.value ->> 'gross' as bigint)), 0) AS gross
      FROM order_lines l LEFT JOIN json_each(l.settled, '$.cancelled') p ON true
      WHERE l.settled IS NOT NULL GROUP BY l.id
    ) c ON c.id = l.id JOIN (
      SELECT l.id, coalesce(sum(cast(p.value ->> 'quantity' as bigint)), 0) AS units, coalesce(sum(cast(p.value ->> 'gross' as bigint)), 0) AS gross
      FROM order_lines l LEFT JOIN json_each(l.settled, '$.returned') p ON true
      WHERE l.settled IS NOT NULL GROUP BY l.id
    ) b ON b.id = l.id
    WHERE c.units > l.cancelled OR b.units > l.returned OR c.gross + b.gross > l.gross`,
  'a fixed discount takes no more of an order than it promised': `
    SELECT id AS subject, took AS stands, promised AS must FROM (
      SELECT o.id, cast(d.value ->> 'amount' as bigint) AS took,
        cast(d.value -> 'terms' -> 'takes' ->> 'amount' as bigint) AS promised
      FROM orders o JOIN json_each(o.discounts) d ON d.value -> 'terms' -> 'takes' ->> 'kind' = 'FIXED'
    ) fixed WHERE took > promised`,
  'the shop takes no more of a payment than was promised, and gives back no more than was taken': `
    SELECT e.payment_id || ' ' || e.type AS subject, sum(e.amount) AS stands, coalesce(m.amount, 0) AS must
    FROM payment_entries e
    JOIN payments p ON p.id = e.payment_id
    LEFT JOIN (
      SELECT payment_id, type, sum(amount) AS amount FROM payment_entries GROUP BY payment_id, type
    ) m ON m.payment_id = e.payment_id
      AND m.type = CASE e.type WHEN 'REFUNDED' THEN 'CAPTURED' ELSE 'AUTHORIZED' END
    WHERE e.report_id IS NULL
      AND (e.type IN ('REFUNDED', 'VOIDED') OR e.type = 'CAPTURED' AND m.amount IS NOT NULL)
    GROUP BY e.payment_id, e.type, m.amount HAVING sum(e.amount) > coalesce(m.amount, 0)`,
  'what failed was entered before': `
    SELECT f.id AS subject, f.amount AS stands, s.amount AS must
    FROM payment_entries f LEFT JOIN payment_entries s
      ON s.payment_id = f.payment_id AND s.reference = f.reference
      AND s.type = CASE f.type WHEN 'AUTHORIZATION_FAILED' THEN 'AUTHORIZED'
        WHEN 'CAPTURE_FAILED' THEN 'CAPTURED' ELSE 'REFUNDED' END
    WHERE f.type IN ('AUTHORIZATION_FAILED', 'CAPTURE_FAILED', 'REFUND_FAILED')
      AND (s.id IS NULL OR s.amount <> f.amount OR s.occurred_at > f.occurred_at)`,
  'a payment and its ledger belong to one order, in its currency': `
    SELECT p.id AS subject, e.amount AS stands, NULL AS must
    FROM payments p LEFT JOIN orders o ON o.id = p.order_id
    LEFT JOIN payment_entries e ON e.payment_id = p.id
      AND (e.order_id <> p.order_id OR e.currency <> p.currency)
    WHERE o.id IS NULL OR o.currency <> p.currency OR e.id IS NOT NULL`,
  'a report that was matched is in the ledger, or a failure beat it': `
    SELECT r.id AS subject, r.amount AS stands, e.amount AS must
    FROM payment_reports r LEFT JOIN payment_entries e
      ON e.payment_id = r.payment_id AND e.reference = r.reference
      AND e.type = CASE r.type WHEN 'DISPUTE_OPENED' THEN 'DISPUTED' ELSE r.type END
    WHERE r.payment_id IS NOT NULL AND r.type <> 'FAILED' AND (e.amount IS NULL OR e.amount <> r.amount)
      AND NOT EXISTS (
        SELECT 1 FROM payment_reports f WHERE f.type = 'FAILED' AND f.provider = r.provider
          AND f.reference = r.reference AND f.occurred_at >= r.occurred_at)`,
  'a price ends after it begins': `
    SELECT id AS subject, "until" AS stands, "from" AS must
    FROM prices WHERE "until" < "from"`,
  'metadata belongs to something, and is bounded': `
    SELECT m.owner_id AS subject, count(*) AS stands, 50 AS must FROM metadata_entries m
    LEFT JOIN (
      SELECT id FROM products UNION ALL SELECT id FROM variants UNION ALL SELECT id FROM collections
      UNION ALL SELECT id FROM customers UNION ALL SELECT id FROM orders
    ) o ON o.id = m.owner_id
    GROUP BY m.owner_id, m.is_private, o.id HAVING count(*) > 50 OR o.id IS NULL`,
  'a collection numbers its products from 0 without a gap': `
    SELECT collection_id AS subject, max(position) AS stands, count(*) - 1 AS must
    FROM collection_products GROUP BY collection_id
    HAVING min(position) <> 0 OR max(position) <> count(*) - 1
      OR count(DISTINCT position) <> count(*)`,
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

export async function examineBooks(tx: Connection): Promise<Check[]> {
  const examined: Check[] = []
  for (const { name, broken } of checks)
    examined.push(
      await looked(name, async () => {
        const findings = (await broken(tx, {})).map(
          (row): Finding => ({ code: 'BOOKS_UNBALANCED', check: name, found: said(row) }),
        )
        return { name, rows: null, findings }
      }),
    )
  return examined
}

const said = ({ subject, stands, must }: Broken): string => `${subject}: ${stands}, must be ${must}`
