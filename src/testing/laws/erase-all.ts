// Erases everybody whom a shop knows, once nothing of theirs is open any more.
import type { TestApp } from '../app.ts'

/** @returns How many people were erased. */
export async function eraseAll(app: TestApp): Promise<number> {
  const ids = (query: string) => app.rows(query).map((row) => String((row as { id: unknown }).id))
  for (const orderId of ids("select id from orders where status in ('PENDING', 'CONFIRMED')"))
    for (const command of ['CancelOrder', 'CloseOrder'])
      await app.give(command, { orderId, reason: 'The buyer is to be erased' })
  let erased = 0
  const count = async (given: ReturnType<TestApp['give']>) => {
    if ((await given).outcome === 'ACCEPTED') erased++
  }
  for (const customerId of ids('select id from customers'))
    await count(app.give('EraseCustomer', { customerId }))
  for (const orderId of ids(
    'select max(id) as id from orders where customer_id is null and email is not null group by email_key',
  ))
    await count(app.give('EraseGuest', { orderId }))
  return erased
}
