// Law 4 as plain SQL over the write tables: each statement finds what would be wrong, and no other code
// is asked.
import type { TestApp } from '../app.ts'

const BOOKS: Record<string, string> = {
  'the ledger of movements sums to the levels': `
    select variant_id, location_id from (
      select variant_id, location_id, on_hand, allocated, reserved from stock_levels
      union all
      select variant_id, location_id, -on_hand_delta, -allocated_delta, -reserved_delta
      from stock_movements)
    group by variant_id, location_id
    having sum(on_hand) <> 0 or sum(allocated) <> 0 or sum(reserved) <> 0`,
  'nothing is oversold where the policy forbids it': `
    select variant_id from stock_levels left join stock_policies using (variant_id)
    where coalesce(backorder, 0) = 0 and coalesce(tracked, 1) = 1
    group by variant_id
    having sum(on_hand - allocated - reserved) < 0
      and not exists (select 1 from stock_policies p where p.variant_id = stock_levels.variant_id)`,
  'what is allocated is what orders hold': `
    select variant_id, location_id from (
      select variant_id, location_id, allocated from stock_levels
      union all
      select l.variant_id, a.location_id, -a.quantity
      from order_allocations a join order_lines l on l.id = a.order_line_id)
    group by variant_id, location_id having sum(allocated) <> 0`,
  'an order holds what is ordered and neither cancelled nor shipped': `
    select l.id from order_lines l
    left join order_allocations a on a.order_line_id = l.id
    where l.is_service = 0
    group by l.id
    having coalesce(sum(a.quantity), 0) not in (0, l.quantity - l.cancelled - l.fulfilled)`,
  'an order is the sum of its lines': `
    select o.id from orders o join order_lines l on l.order_id = o.id
    group by o.id having sum(l.line_total) <> o.subtotal`,
  'fulfilments hold what lines say stands in them': `
    select l.id from order_lines l
    where l.in_fulfilment <> (
      select coalesce(sum(f.quantity), 0) from fulfilment_lines f join fulfilments h on h.id = f.fulfilment_id
      where f.order_line_id = l.id and h.cancelled_at is null)
    or l.fulfilled <> (
      select coalesce(sum(f.quantity), 0) from fulfilment_lines f join fulfilments h on h.id = f.fulfilment_id
      where f.order_line_id = l.id and h.cancelled_at is null and h.shipped_at is not null)`,
  'fulfilled and cancelled are at most ordered, and returned at most fulfilled': `
    select id from order_lines
    where fulfilled + cancelled > quantity or returned > fulfilled or returned < 0`,
  'what came back is what receipts say, line by line': `
    select l.id from order_lines l
    where l.returned <> (
      select coalesce(sum(r.value ->> 'restocked' + r.value ->> 'damaged'), 0)
      from return_receipts c, json_each(c.lines) r
      where r.value ->> 'orderLineId' = l.id)`,
  'what left the shelves and did not come back is what has shipped': `
    select l.order_id, l.variant_id from order_lines l
    where exists (select 1 from order_allocations a where a.order_line_id = l.id)
    group by l.order_id, l.variant_id
    having sum(l.fulfilled) <> -(
      select coalesce(sum(m.on_hand_delta), 0) from stock_movements m
      where m.reference = l.order_id and m.variant_id = l.variant_id and m.kind in ('SHIPPED', 'UNSHIPPED'))`,
  'what is granted is at most what was sold, and the sum of its grants': `
    select o.id from orders o
    where o.refund_granted > o.total or o.refund_granted <> (
      select coalesce(sum(amount), 0) from order_refund_grants g where g.order_id = o.id)`,
  'refunds are at most what was captured': `
    select order_id from payment_entries group by order_id
    having sum(case type when 'REFUNDED' then amount else 0 end) >
      sum(case type when 'CAPTURED' then amount else 0 end)`,
  'sequences are dense': `
    select count(*) from kernel_journal having count(*) <> coalesce(max(sequence), 0)`,
}

/** The books that do not balance, by name. */
export const brokenBooks = (app: TestApp): string[] =>
  Object.entries(BOOKS)
    .filter(([, sql]) => app.rows(sql).length > 0)
    .map(([name]) => name)
