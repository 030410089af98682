// What a merchant looks at first: what sells, what came in just now, what must ship, and what runs out.
import { Anchor, Card, Grid, Group, SimpleGrid, Table, Text, TextInput, Title } from '@mantine/core'
import { lazy, Suspense, useMemo, useState } from 'react'
import { Link } from 'wouter'
import { graphql } from '../generated/gql.ts'
import type { SalesQuery } from '../generated/graphql.ts'
import { useAsk } from '../parts/ask.ts'
import { Status } from '../parts/badge.tsx'
import { Heading, Nothing, Shown } from '../parts/page.tsx'
import { count, moment, money } from '../parts/words.ts'
import { useSession } from '../session.tsx'

const Chart = lazy(() => import('../parts/chart.tsx').then(({ Chart }) => ({ default: Chart })))

const Latest = graphql(`
  query Latest {
    shop {
      timeZone
    }
    orders(first: 10, orderBy: { field: NUMBER, direction: DESC }) {
      totalCount
      nodes {
        id
        number
        placedAt
        status
        email
        currentTotal {
          decimal
          currency
        }
      }
    }
    waiting: fulfilmentQueue(first: 1) {
      totalCount
    }
  }
`)

const Sales = graphql(`
  query Sales($from: Date!, $to: Date!) {
    salesByDay(from: $from, to: $to) {
      day
      orders
      units
      gross {
        decimal
        currency
      }
    }
  }
`)

const RunningOut = graphql(`
  query RunningOut {
    lowStock(first: 8) {
      totalCount
      nodes {
        available
        lowStockLevel
        variant {
          sku
          productName
          product {
            id
          }
        }
      }
    }
  }
`)

const DAYS = 30
const MS_PER_DAY = 86_400_000
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Which day it is where the shop is, written as Sweden does: 2026-03-02. */
const dayIn = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)

export function Dashboard() {
  const { may } = useSession()
  return (
    <>
      <Heading title="Dashboard" />
      <Grid gap="md">
        {may('REPORTS_READ') && (
          <Grid.Col span={12}>
            <SalesCard />
          </Grid.Col>
        )}
        <Grid.Col span={{ base: 12, lg: may('STOCK_READ') ? 7 : 12 }}>
          <LatestCard />
        </Grid.Col>
        {may('STOCK_READ') && (
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <RunningOutCard />
          </Grid.Col>
        )}
      </Grid>
    </>
  )
}

/** Ends today, or where nothing was sold for so long, on the day of the latest order. */
function SalesCard() {
  const latest = useAsk(Latest, {}, { follows: ['ORDERS', 'FULFILMENT_QUEUE'] })
  const [chosen, setChosen] = useState('')
  const timeZone = latest.data?.shop.timeZone ?? 'UTC'
  const today = dayIn(timeZone, Date.now())
  const placedAt = latest.data?.orders?.nodes[0]?.placedAt
  const last = placedAt === undefined ? today : dayIn(timeZone, Date.parse(placedAt))
  const isLongAgo = Date.parse(last) < Date.parse(today) - DAYS * MS_PER_DAY
  const to = chosen === '' ? (isLongAgo ? last : today) : chosen
  const from = dayOf(Date.parse(to) - (DAYS - 1) * MS_PER_DAY)
  const sales = useAsk(Sales, { from, to }, { follows: ['ORDERS'], enabled: !latest.isPending })
  return (
    <Card withBorder component="section" aria-label="Sales">
      <Group justify="space-between" align="end">
        <Title order={2} size="h4">
          Sales of {DAYS} days
        </Title>
        <TextInput
          type="date"
          label="Until"
          size="xs"
          value={to}
          max={today}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      </Group>
      <Shown of={sales}>
        {({ salesByDay }) => <SalesShown days={salesByDay ?? []} {...{ from, to, today }} />}
      </Shown>
    </Card>
  )
}

type Day = NonNullable<SalesQuery['salesByDay']>[number]

type SalesProps = { days: readonly Day[]; from: string; to: string; today: string }

function SalesShown({ days, from, to, today }: SalesProps) {
  const bars = useMemo(() => barsOf(days, from), [days, from])
  const last = bars.at(-1)
  const total = (part: 'orders' | 'units') => days.reduce((sum, day) => sum + day[part], 0)
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 3 }} my="sm">
        <Figure label={to === today ? 'Today' : to} value={last?.words ?? 'Nothing'} />
        <Figure label={`Orders in ${DAYS} days`} value={count(total('orders'))} />
        <Figure label={`Units in ${DAYS} days`} value={count(total('units'))} />
      </SimpleGrid>
      <Suspense fallback={null}>
        <Chart title={`Sales by day, ${DAYS} days`} bars={bars} />
      </Suspense>
    </>
  )
}

/** A bar for each day, those included on which nothing was sold. */
function barsOf(days: readonly Day[], from: string) {
  const known = new Map(days.map((day) => [day.day, day]))
  const start = Date.parse(from)
  return Array.from({ length: DAYS }, (_, index) => {
    const day = dayOf(start + index * MS_PER_DAY)
    const found = known.get(day)
    const value = found ? Number(found.gross.decimal) : 0
    return { day, value, words: found ? money(found.gross) : 'Nothing' }
  })
}

const Figure = ({ label, value }: { label: string; value: string }) => (
  <div>
    <Text size="sm" c="dimmed">
      {label}
    </Text>
    <Text size="xl" fw={700}>
      {value}
    </Text>
  </div>
)

function LatestCard() {
  const latest = useAsk(Latest, {}, { follows: ['ORDERS', 'FULFILMENT_QUEUE'] })
  return (
    <Card withBorder component="section" aria-label="Latest orders">
      <Shown of={latest}>
        {({ orders, waiting }) => (
          <>
            <Group justify="space-between">
              <Title order={2} size="h4">
                Latest orders
              </Title>
              <Text size="sm">
                {count(orders?.totalCount ?? 0)} in all,{' '}
                <Anchor component={Link} href="/fulfilment" underline="always">
                  {count(waiting?.totalCount ?? 0)} to ship
                </Anchor>
              </Text>
            </Group>
            {orders?.nodes.length === 0 && <Nothing>No order has been placed yet.</Nothing>}
            <Table.ScrollContainer minWidth={420} type="native" tabIndex={0}>
              <Table aria-label="Latest orders">
                <Table.Tbody>
                  {orders?.nodes.map(({ id, number, placedAt, status, email, currentTotal }) => (
                    <Table.Tr key={id}>
                      <Table.Td>
                        <Anchor component={Link} href={`/orders/${id}`} underline="always">
                          {number}
                        </Anchor>
                      </Table.Td>
                      <Table.Td>{moment(placedAt)}</Table.Td>
                      <Table.Td>{email}</Table.Td>
                      <Table.Td>
                        <Status of={status} />
                      </Table.Td>
                      <Table.Td className="number">{money(currentTotal)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </>
        )}
      </Shown>
    </Card>
  )
}

function RunningOutCard() {
  const low = useAsk(RunningOut, {}, { follows: ['STOCK'] })
  return (
    <Card withBorder component="section" aria-label="Low stock">
      <Shown of={low}>
        {({ lowStock }) => (
          <>
            <Group justify="space-between">
              <Title order={2} size="h4">
                Low stock
              </Title>
              <Text size="sm">{count(lowStock?.totalCount ?? 0)} run out</Text>
            </Group>
            {lowStock?.nodes.length === 0 && <Nothing>Nothing is about to run out.</Nothing>}
            <Table aria-label="Low stock">
              <Table.Tbody>
                {lowStock?.nodes.map(({ variant, available, lowStockLevel }) => (
                  <Table.Tr key={variant?.sku}>
                    <Table.Td>
                      <Anchor
                        component={Link}
                        href={`/products/${variant?.product?.id}`}
                        underline="always"
                      >
                        {variant?.sku}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>{variant?.productName}</Table.Td>
                    <Table.Td className="number">
                      {available} of {lowStockLevel}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </>
        )}
      </Shown>
    </Card>
  )
}
