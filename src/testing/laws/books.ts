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
  'what is reserved is what carts hold': `
    select variant_id, location_id from (
      select variant_id, location_id, reserved from stock_levels
      union all
      select variant_id, location_id, -quantity from cart_reservations)
    group by variant_id, location_id having sum(reserved) <> 0`,
  'a cart that is not open holds nothing': `
    select r.cart_id from cart_reservations r
    where r.cart_id not in (select id from carts where status = 'OPEN')`,
  'a line of a cart holds at most what it asks for': `
    select cart_line_id from cart_reservations r group by cart_line_id
    having sum(quantity) > coalesce((select quantity from cart_lines l where l.id = r.cart_line_id), 0)`,
  'what has ended is neither awaited nor on hold': `
    select id from orders
    where status in ('COMPLETED', 'CANCELLED', 'EXPIRED')
      and (on_hold = 1 or (expires_at is not null and status <> 'EXPIRED'))`,
  'a pending order says until when, and a confirmed one does not wait': `
    select id from orders
    where (status = 'PENDING' and expires_at is null)
      or (status = 'CONFIRMED' and expires_at is not null)`,
  'nothing of an expired order is left open': `
    select o.id from orders o join order_lines l on l.order_id = o.id
    where o.status = 'EXPIRED' and l.cancelled < l.quantity`,
  'an order holds what is ordered and neither cancelled nor shipped': `
    select l.id from order_lines l
    left join order_allocations a on a.order_line_id = l.id
    where l.is_service = 0
    group by l.id
    having coalesce(sum(a.quantity), 0) not in (0, l.quantity - l.cancelled - l.fulfilled)`,
  'each order is of one cart, or of one draft, or of neither': `
    select order_id from (
      select order_id from draft_orders where order_id is not null
      union all select order_id from carts where order_id is not null)
    group by order_id having count(*) > 1 or order_id not in (select id from orders)`,
  'a price of staff says why, in drafts and in orders': `
    select id from draft_order_lines where (unit_price is null) <> (price_reason is null)
    union all select id from order_lines where price_reason is not null and trim(price_reason) = ''`,
  'an order is the sum of its lines': `
    select o.id from orders o join order_lines l on l.order_id = o.id
    group by o.id having sum(l.line_total) <> o.subtotal`,
  'the gross of lines and shipping is the total': `
    select id from (
      select id, total as amount from orders union all
      select id, -shipping_net - shipping_tax from orders union all
      select order_id, -net - tax from order_lines)
    group by id having sum(amount) <> 0`,
  'tax and discounts of lines and shipping are those of the order': `
    select id from (
      select id, tax_total - shipping_tax as tax, discount_total - shipping_discount as discount
      from orders union all
      select order_id, -tax, -discount from order_lines)
    group by id having sum(tax) <> 0 or sum(discount) <> 0`,
  'the tax of a line is its rate, to a penny; of what was settled before, the rate of then': `
    select id from (
      select l.id, tax_rate, tax - coalesce((
          select sum(value) from json_tree(l.settled) where key = 'tax'), 0) as tax,
        net - coalesce((select sum(value) from json_tree(l.settled) where key = 'net'), 0) as net
      from order_lines l join orders o on o.id = l.order_id where o.external_id is null)
    where abs(tax - net * tax_rate / 100000.0) > 1`,
  'no discount is used more than it may be, or otherwise than its orders say': `
    select d.id from discounts d
    left join orders o on o.status not in ('CANCELLED', 'EXPIRED') and exists (
      select 1 from json_each(o.discounts) h
      where h.value ->> 'discountId' = d.id and (h.value ->> 'isRemoved') is null)
    group by d.id having count(o.id) <> d.used or d.used > coalesce(d.usage_limit, d.used)`,
  'discounts are held by orders that stand': `
    select u.id from discount_usages u left join orders o on o.id = u.order_id
    where o.id is null or o.status in ('CANCELLED', 'EXPIRED')`,
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
      select coalesce(sum(cast(r.value ->> 'restocked' as bigint) + cast(r.value ->> 'damaged' as bigint)), 0)
      from return_receipts c, json_each(c.lines) r
      where r.value ->> 'orderLineId' = l.id)`,
  'what left the shelves and did not come back is what has shipped': `
    select l.order_id, l.variant_id from order_lines l
    where exists (select 1 from order_allocations a where a.order_line_id = l.id)
    group by l.order_id, l.variant_id
    having sum(l.fulfilled) <> -(
      select coalesce(sum(m.on_hand_delta), 0) from stock_movements m
      where m.reference = l.order_id and m.variant_id = l.variant_id and m.kind in ('SHIPPED', 'UNSHIPPED'))`,
  'what is granted is at most what was sold before or after an edit, and the sum of its grants': `
    select o.id from orders o
    where o.refund_granted > o.total and not exists (
      select 1 from order_revisions r where r.order_id = o.id and r.total >= o.refund_granted) or o.refund_granted <> (
      select coalesce(sum(amount), 0) from order_refund_grants g where g.order_id = o.id)`,
  'what the shop itself gave back is at most what was taken': `
    select payment_id from payment_entries group by payment_id
    having sum(iif(type = 'REFUNDED' and report_id is null, amount, 0)) >
      sum(iif(type = 'CAPTURED', amount, 0))`,
  'what the shop itself took or gave up is at most what was promised': `
    select payment_id from payment_entries group by payment_id
    having sum(iif(type = 'AUTHORIZED', amount, 0)) > 0
      and (sum(iif(type = 'CAPTURED' and report_id is null, amount, 0)) >
          sum(iif(type = 'AUTHORIZED', amount, 0))
        or sum(iif(type = 'VOIDED' and report_id is null, amount, 0)) >
          sum(iif(type = 'AUTHORIZED', amount, 0)))`,
  'an order shows the sums of its ledger': `
    select o.id from order_view o
    left join payment_entries e on e.order_id = o.id
    group by o.id
    having o.captured - o.refunded <> coalesce(sum(case e.type
        when 'CAPTURED' then e.amount when 'REFUND_FAILED' then e.amount
        when 'REFUNDED' then -e.amount when 'CAPTURE_FAILED' then -e.amount else 0 end), 0)
      or o.due <> o.current_total - o.captured + o.refunded + o.disputed`,
  'what is owed is listed as it is due': `
    select o.id from order_view o join order_list_view l on l.id = o.id
    where l.balance_amount <> abs(o.due)
      or l.balance_side <> case when o.due > 0 then 'OWED' when o.due < 0 then 'OWING' else 'EVEN' end`,
  'refunds of all days are the refunds of the ledger': `
    select currency, day from (
      select currency, day, amount from refunds_by_day_view
      union all
      select currency, day, iif(type = 'REFUNDED', -amount, amount) from payment_entries
      where type in ('REFUNDED', 'REFUND_FAILED'))
    group by currency, day having sum(amount) <> 0`,
  'the sales of all days are what orders cost now': `
    select currency, day from (
      select currency, day, gross as amount, units, orders from sales_by_day_view
      union all
      select currency, placed_day, -total, -(
        select sum(quantity) from order_lines l where l.order_id = o.id), -1 from orders o)
    group by currency, day having sum(amount) <> 0 or sum(units) <> 0 or sum(orders) <> 0`,
  'what variants, discounts and tax rates sold for adds up to what orders cost': `
    select currency, day from (
      select currency, day, gross, tax, discounts from sales_by_day_view
      union all
      select currency, day, -gross, -tax, 0 from sales_by_tax_rate_view
      union all
      select currency, day, 0, 0, -discounted from sales_by_discount_view)
    group by currency, day having sum(gross) <> 0 or sum(tax) <> 0 or sum(discounts) <> 0
    union all
    select currency, day from (
      select currency, day, gross - shipping as goods from sales_by_day_view
      union all
      select currency, day, -gross from sales_by_variant_view)
    group by currency, day having sum(goods) <> 0`,
  'every edit left behind what was before it': `
    select id from orders o where edits <> (
      select count(*) from order_revisions r where r.order_id = o.id and r.number <= o.edits)`,
  'a line that was taken off costs nothing and holds nothing': `
    select l.id from order_lines l left join order_allocations a on a.order_line_id = l.id
    where l.quantity = 0 group by l.id
    having l.gross <> 0 or l.discount <> 0 or sum(a.quantity) <> 0`,
  'each report counts once': `
    select provider from payment_reports group by provider, reference, type having count(*) > 1`,
  'a price that ends does so after it began': `
    select id from prices where "from" is not null and "until" is not null and "from" > "until"`,
  'metadata is kept with what is there': `
    select owner_id from metadata_entries where owner_id not in (
      select id from products union select id from variants union select id from collections
      union select id from customers union select id from orders)`,
  'places in a collection are taken once': `
    select collection_id from collection_products
    group by collection_id having count(*) <> max(position) + 1`,
  'sequences are dense': `
    select count(*) from kernel_journal having count(*) <> coalesce(max(sequence), 0)`,
}

/** The books that do not balance, by name. */
export const brokenBooks = (app: TestApp): string[] =>
  Object.entries(BOOKS)
    .filter(([, sql]) => app.rows(sql).length > 0)
    .map(([name]) => name)
