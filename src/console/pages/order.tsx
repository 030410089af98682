// One order: what can be done to it now, what was bought, money, goods and returns, and how it came about.
import { Grid, Group, Stack, Table, Text, Timeline } from '@mantine/core'
import { useAsk } from '../parts/ask.ts'
import { Status } from '../parts/badge.tsx'
import { FormButton } from '../parts/form.tsx'
import { Heading, Nothing, Rows, Section, Shown } from '../parts/page.tsx'
import { moment, money, words } from '../parts/words.ts'
import { formsOf } from './order/actions.ts'
import { type Location, type Order, OrderPage } from './order/read.ts'

export default function OrderById({ id }: { id: string }) {
  const found = useAsk(OrderPage, { id }, { follows: ['ORDERS', 'FULFILMENT_QUEUE', 'RETURNS'] })
  return (
    <Shown of={found}>
      {({ order, locations }) =>
        order ? (
          <OrderShown order={order} locations={locations?.nodes ?? []} />
        ) : (
          <Nothing>There is no such order.</Nothing>
        )
      }
    </Shown>
  )
}

type OrderProps = { order: Order; locations: readonly Location[] }

function OrderShown({ order, locations }: OrderProps) {
  const { number, status, paymentStatus, fulfilmentStatus, onHold, holdReason } = order
  return (
    <>
      <Heading title={`Order ${number}`}>
        <Status of={status} />
        <Status of={paymentStatus} />
        <Status of={fulfilmentStatus} />
        {onHold && <Status of="ON_HOLD" />}
      </Heading>
      <Group component="section" aria-label="Actions" gap="xs" mb="md">
        {formsOf({ order, locations }).map((form) => (
          <FormButton key={`${form.title} ${form.about}`} form={form} />
        ))}
      </Group>
      {onHold && <Text mb="md">On hold: {holdReason}</Text>}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack>
            <Lines order={order} />
            <Payments order={order} />
            <Goods order={order} />
            <Returns order={order} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack>
            <Whom order={order} />
            <Story order={order} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}

function Lines({ order }: { order: Order }) {
  const sums = [
    { name: 'Subtotal', amount: order.subtotal },
    { name: 'Discounts', amount: order.discountTotal },
    { name: 'Shipping', amount: order.shippingTotal },
    { name: 'Tax', amount: order.taxTotal },
    { name: 'Total now', amount: order.currentTotal },
    { name: 'Paid', amount: order.captured },
    { name: 'Refunded', amount: order.refunded },
    { name: 'Due', amount: order.due },
  ]
  return (
    <Section title="Lines">
      <Rows
        label="Lines"
        heads={['Article', 'Units', 'Shipped', 'Price', 'Sum']}
        numbers={['Price', 'Sum']}
      >
        {order.lines.map((line) => (
          <Table.Tr key={line.id}>
            <Table.Td>
              {line.name}
              <Text size="xs" c="dimmed">
                {line.sku}
              </Text>
            </Table.Td>
            <Table.Td>
              {line.quantity - line.cancelled}
              {line.cancelled > 0 && ` of ${line.quantity}`}
            </Table.Td>
            <Table.Td>{line.isService ? 'Service' : line.fulfilled}</Table.Td>
            <Table.Td className="number">{money(line.unitPrice)}</Table.Td>
            <Table.Td className="number">{money(line.gross)}</Table.Td>
          </Table.Tr>
        ))}
      </Rows>
      <Table aria-label="Sums" w="auto" ml="auto">
        <Table.Tbody>
          {sums.map(({ name, amount }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td className="number">{money(amount)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}

function Payments({ order: { payments } }: { order: Order }) {
  if (payments.length === 0) return null
  return (
    <Section title="Payments">
      <Rows
        label="Payments"
        heads={['Method', 'Reference', 'Authorized', 'Captured', 'Refunded']}
        numbers={['Authorized', 'Captured', 'Refunded']}
      >
        {payments.map(({ id, method, provider, reference, ...sums }) => (
          <Table.Tr key={id}>
            <Table.Td>
              {words(method)} ({provider})
            </Table.Td>
            <Table.Td>{reference}</Table.Td>
            <Table.Td className="number">{money(sums.authorized)}</Table.Td>
            <Table.Td className="number">{money(sums.captured)}</Table.Td>
            <Table.Td className="number">{money(sums.refunded)}</Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Section>
  )
}

function Goods({ order: { fulfilments } }: { order: Order }) {
  if (fulfilments.length === 0) return null
  return (
    <Section title="Fulfilments">
      <Rows label="Fulfilments" heads={['Begun', 'From', 'What', 'Tracking', 'Status']}>
        {fulfilments.map(({ id, createdAt, location, lines, trackings, status }) => (
          <Table.Tr key={id}>
            <Table.Td>{moment(createdAt)}</Table.Td>
            <Table.Td>{location?.name}</Table.Td>
            <Table.Td>
              {lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ')}
            </Table.Td>
            <Table.Td>
              {trackings.map(({ carrier, number }) => `${carrier} ${number}`).join(', ')}
            </Table.Td>
            <Table.Td>
              <Status of={status} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Section>
  )
}

function Returns({ order: { returns } }: { order: Order }) {
  if (returns.length === 0) return null
  return (
    <Section title="Returns">
      <Rows label="Returns" heads={['Requested', 'What', 'Why', 'Status']}>
        {returns.map(({ id, requestedAt, lines, status }) => (
          <Table.Tr key={id}>
            <Table.Td>{moment(requestedAt)}</Table.Td>
            <Table.Td>
              {lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ')}
            </Table.Td>
            <Table.Td>{lines.map(({ reason }) => words(reason)).join(', ')}</Table.Td>
            <Table.Td>
              <Status of={status} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Section>
  )
}

function Whom({ order: { email, customer, shippingAddress, placedAt, notes } }: { order: Order }) {
  const { name, line1, line2, postalCode, city, region, countryCode } = shippingAddress ?? {}
  const lines = [
    name,
    line1,
    line2,
    `${postalCode ?? ''} ${city ?? ''}`.trim(),
    region,
    countryCode,
  ]
  return (
    <Section title="Customer">
      <Text size="sm">{customer?.name}</Text>
      <Text size="sm">{email}</Text>
      <Text size="sm" c="dimmed">
        Placed {moment(placedAt)}
      </Text>
      {shippingAddress && (
        <address>
          {lines
            .filter((line) => line)
            .map((line) => (
              <div key={line}>{line}</div>
            ))}
        </address>
      )}
      {notes?.map(({ id, at, text }) => (
        <Text key={id} size="sm" mt="xs">
          {text}{' '}
          <Text span c="dimmed" size="xs">
            {moment(at)}
          </Text>
        </Text>
      ))}
    </Section>
  )
}

function Story({ order: { timeline } }: { order: Order }) {
  if (!timeline || timeline.length === 0) return null
  return (
    <Section title="What happened">
      <Timeline bulletSize={12} lineWidth={2}>
        {timeline.map(({ at, sequence, event, summary, actor }) => (
          <Timeline.Item key={`${sequence} ${event} ${summary}`} title={words(event)}>
            <Text size="sm">{summary}</Text>
            <Text size="xs" c="dimmed">
              {moment(at)}, {actor.name ?? words(actor.kind)}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Section>
  )
}
