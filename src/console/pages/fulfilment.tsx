// What must ship, longest waiting first.
import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import { graphql } from '../generated/gql.ts'
import type {
  FulfilmentQueueStatus,
  FulfilmentQueueWhere,
  ToShipQuery,
} from '../generated/graphql.ts'
import { Status } from '../parts/badge.tsx'
import { type Column, List } from '../parts/list.tsx'
import { Heading } from '../parts/page.tsx'
import { moment } from '../parts/words.ts'

const ToShip = graphql(`
  query ToShip($after: String, $where: FulfilmentQueueWhere) {
    fulfilmentQueue(first: 50, after: $after, where: $where) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        orderNumber
        placedAt
        status
        onHold
        unitsOpen
        unitsReady
        order {
          id
        }
        location {
          name
        }
        lines {
          sku
          open
        }
      }
    }
  }
`)

type Entry = NonNullable<ToShipQuery['fulfilmentQueue']>['nodes'][number]

const COLUMNS: readonly Column<Entry>[] = [
  { title: 'Order', width: '90px', cell: ({ orderNumber }) => orderNumber },
  { title: 'Placed', width: '180px', cell: ({ placedAt }) => moment(placedAt) },
  { title: 'From', width: '140px', cell: ({ location }) => location?.name ?? 'No stock yet' },
  {
    title: 'What',
    width: 'minmax(160px, 1fr)',
    cell: ({ lines }) => lines.map(({ sku, open }) => `${open} × ${sku}`).join(', '),
  },
  {
    title: 'Ready',
    width: '90px',
    isNumber: true,
    cell: ({ unitsReady, unitsOpen }) => `${unitsReady} of ${unitsOpen}`,
  },
  {
    title: 'Status',
    width: '140px',
    cell: ({ status, onHold }) => <Status of={onHold ? 'ON_HOLD' : status} />,
  },
]

const SHOWN = [
  { value: '', label: 'All' },
  { value: 'READY', label: 'Ready' },
  { value: 'PARTLY_READY', label: 'Partly ready' },
  { value: 'OPEN', label: 'Waits for stock' },
]

export default function ToShipPage() {
  const [, go] = useLocation()
  const [status, setStatus] = useState('')
  const where = useMemo(
    (): FulfilmentQueueWhere =>
      status === '' ? {} : { status: { eq: status as FulfilmentQueueStatus } },
    [status],
  )
  return (
    <>
      <Heading title="To ship">
        <SegmentedControl
          aria-label="Which are shown"
          data={SHOWN}
          value={status}
          onChange={setStatus}
        />
      </Heading>
      <List
        label="To ship"
        document={ToShip}
        variables={{ where }}
        pageOf={({ fulfilmentQueue }) => fulfilmentQueue}
        keyOf={({ order, orderNumber, location }) =>
          `${order?.id ?? orderNumber} ${location?.name}`
        }
        columns={COLUMNS}
        open={({ order }) => order && go(`/orders/${order.id}`)}
        follows={['FULFILMENT_QUEUE']}
        empty="Nothing waits to ship."
      />
    </>
  )
}
