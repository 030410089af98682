// Every order, newest first, by status or by what was typed.
import { Group, Switch } from '@mantine/core'
import { useMemo, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { graphql } from '../generated/gql.ts'
import type {
  FulfilmentStatus,
  OrderListQuery,
  OrderStatus,
  OrderWhere,
  PaymentStatus,
} from '../generated/graphql.ts'
import { Status } from '../parts/badge.tsx'
import { Choice, SearchBox, useTyped } from '../parts/filter.tsx'
import { type Column, List } from '../parts/list.tsx'
import { Heading } from '../parts/page.tsx'
import { moment, money } from '../parts/words.ts'

const OrderList = graphql(`
  query OrderList($after: String, $where: OrderWhere) {
    orders(first: 50, after: $after, where: $where, orderBy: { field: NUMBER, direction: DESC }) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        number
        placedAt
        email
        status
        paymentStatus
        fulfilmentStatus
        onHold
        currentTotal {
          decimal
          currency
        }
      }
    }
  }
`)

type Listed = NonNullable<OrderListQuery['orders']>['nodes'][number]

const COLUMNS: readonly Column<Listed>[] = [
  {
    title: 'Order',
    width: '90px',
    cell: ({ id, number }) => (
      <Link href={`/orders/${id}`} tabIndex={-1}>
        {number}
      </Link>
    ),
  },
  { title: 'Placed', width: '180px', cell: ({ placedAt }) => moment(placedAt) },
  { title: 'E-mail', width: 'minmax(140px, 1fr)', cell: ({ email }) => email },
  {
    title: 'Status',
    width: '130px',
    cell: ({ status, onHold }) => <Status of={onHold ? 'ON_HOLD' : status} />,
  },
  { title: 'Payment', width: '160px', cell: ({ paymentStatus }) => <Status of={paymentStatus} /> },
  {
    title: 'Goods',
    width: '160px',
    cell: ({ fulfilmentStatus }) => <Status of={fulfilmentStatus} />,
  },
  {
    title: 'Total',
    width: '110px',
    isNumber: true,
    cell: ({ currentTotal }) => money(currentTotal),
  },
]

const STATUSES: OrderStatus[] = ['PENDING', 'CONFIRMED', 'COMPLETED', 'CANCELLED', 'EXPIRED']
const PAYMENTS: PaymentStatus[] = [
  'UNPAID',
  'AUTHORIZED',
  'PARTIALLY_PAID',
  'PAID',
  'OVERPAID',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
]
const GOODS: FulfilmentStatus[] = [
  'UNFULFILLED',
  'PARTIALLY_FULFILLED',
  'FULFILLED',
  'PARTIALLY_RETURNED',
  'RETURNED',
]

export default function Orders() {
  const [, go] = useLocation()
  const typed = useTyped()
  const search = typed.settled
  const [status, setStatus] = useState<OrderStatus | null>(null)
  const [paymentStatus, setPaymentStatus] = useState<PaymentStatus | null>(null)
  const [fulfilmentStatus, setFulfilmentStatus] = useState<FulfilmentStatus | null>(null)
  const [onHold, setOnHold] = useState(false)
  const where = useMemo(
    (): OrderWhere => ({
      ...(search !== '' && { search: { startsWith: search } }),
      ...(status && { status: { eq: status } }),
      ...(paymentStatus && { paymentStatus: { eq: paymentStatus } }),
      ...(fulfilmentStatus && { fulfilmentStatus: { eq: fulfilmentStatus } }),
      ...(onHold && { onHold: { eq: true } }),
    }),
    [search, status, paymentStatus, fulfilmentStatus, onHold],
  )
  return (
    <>
      <Heading title="Orders" />
      <Group mb="xs" align="end">
        <SearchBox typed={typed} finds="Number, e-mail, name, SKU" />
        <Choice label="Status" of={STATUSES} value={status} set={setStatus} />
        <Choice label="Payment" of={PAYMENTS} value={paymentStatus} set={setPaymentStatus} />
        <Choice label="Goods" of={GOODS} value={fulfilmentStatus} set={setFulfilmentStatus} />
        <Switch
          label="On hold"
          checked={onHold}
          onChange={(event) => setOnHold(event.currentTarget.checked)}
          mb={8}
        />
      </Group>
      <List
        label="Orders"
        document={OrderList}
        variables={{ where }}
        pageOf={({ orders }) => orders}
        keyOf={({ id }) => id}
        columns={COLUMNS}
        open={({ id }) => go(`/orders/${id}`)}
        follows={['ORDERS']}
        empty="No order is like this."
      />
    </>
  )
}
