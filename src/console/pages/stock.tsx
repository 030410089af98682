// What is where, and what is done about it: counted, corrected, received, moved.
import { Group, Select } from '@mantine/core'
import { useMemo, useState } from 'react'
import { graphql } from '../generated/gql.ts'
import type {
  StockAdjustmentReason,
  StockLevelWhere,
  StockListQuery,
} from '../generated/graphql.ts'
import { useAsk } from '../parts/ask.ts'
import { SearchBox, useTyped } from '../parts/filter.tsx'
import { type Form, FormButton, form, orNull } from '../parts/form.tsx'
import { type Column, List } from '../parts/list.tsx'
import { Heading } from '../parts/page.tsx'
import { words } from '../parts/words.ts'

const StockList = graphql(`
  query StockList($after: String, $where: StockLevelWhere) {
    stockLevels(first: 50, after: $after, where: $where) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        onHand
        allocated
        reserved
        available
        location {
          id
          name
        }
        variant {
          id
          sku
          productName
        }
      }
    }
  }
`)

const Locations = graphql(`
  query Locations {
    locations(first: 50) {
      nodes {
        id
        name
      }
    }
  }
`)

const AdjustStock = graphql(`
  mutation AdjustStock($input: AdjustStockInput!) {
    adjustStock(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const SetStock = graphql(`
  mutation SetStock($input: SetStockInput!) {
    setStock(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const ReceiveStock = graphql(`
  mutation ReceiveStock($input: ReceiveStockInput!) {
    receiveStock(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const TransferStock = graphql(`
  mutation TransferStock($input: TransferStockInput!) {
    transferStock(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

type Level = NonNullable<StockListQuery['stockLevels']>['nodes'][number]
type Place = { id: string; name: string }

const REASONS: readonly StockAdjustmentReason[] = [
  ...(['CORRECTION', 'COUNTED', 'DAMAGED', 'FOUND', 'LOST', 'OTHER'] as const),
]
const placesOf = (locations: readonly Place[]) =>
  locations.map(({ id, name }) => ({ value: id, label: name }))

const reference = { kind: 'text', label: 'Reference', optional: true } as const

function formsOf({ variant, location, onHand }: Level, locations: readonly Place[]): Form[] {
  if (!variant || !location) return []
  const at = { variantId: variant.id, locationId: location.id }
  const others = locations.filter(({ id }) => id !== location.id)
  const says = `${variant.sku} at ${location.name}: ${onHand} on hand.`
  return [
    form(AdjustStock, {
      ...{ title: 'Adjust', says },
      fields: {
        delta: { kind: 'whole', label: 'Change', hint: 'Below zero takes units out.' },
        reason: {
          kind: 'choice',
          label: 'Reason',
          options: REASONS.map((value) => ({ value, label: words(value) })),
        },
        reference,
      },
      variables: ({ delta, reason, reference }) => ({
        input: {
          ...{ ...at, delta, reason: reason as StockAdjustmentReason },
          reference: orNull(reference),
        },
      }),
    }),
    form(SetStock, {
      ...{ title: 'Count', says },
      fields: {
        onHand: { kind: 'whole', label: 'Units that are there', min: 0, initial: onHand },
        reference,
      },
      variables: ({ reference, ...counted }) => ({
        input: {
          ...{ ...at, ...counted, expectedOnHand: onHand },
          reference: orNull(reference),
        },
      }),
    }),
    ...(others.length === 0
      ? []
      : [
          form(TransferStock, {
            ...{ title: 'Transfer', says },
            fields: {
              toLocationId: { kind: 'choice', label: 'To', options: placesOf(others) },
              quantity: { kind: 'whole', label: 'Units', min: 1, max: onHand },
              reference,
            },
            variables: ({ toLocationId, quantity, reference }) => ({
              input: {
                ...{ fromLocationId: location.id, toLocationId, reference: orNull(reference) },
                lines: [{ variantId: variant.id, quantity }],
              },
            }),
          }),
        ]),
  ]
}

const receiving = (locations: readonly Place[]): Form =>
  form(ReceiveStock, {
    title: 'Receive stock',
    fields: {
      locationId: { kind: 'choice', label: 'Where', options: placesOf(locations) },
      variantId: { kind: 'variant', label: 'What' },
      quantity: { kind: 'whole', label: 'Units', min: 1 },
      reference: { ...reference, hint: 'Such as the number of the delivery note.' },
    },
    variables: ({ locationId, variantId, quantity, reference }) => ({
      input: { locationId, reference: orNull(reference), lines: [{ variantId, quantity }] },
    }),
  })

const columnsOf = (locations: readonly Place[]): readonly Column<Level>[] => [
  { title: 'SKU', width: '130px', cell: ({ variant }) => variant?.sku },
  { title: 'Product', width: 'minmax(140px, 1fr)', cell: ({ variant }) => variant?.productName },
  { title: 'Location', width: '130px', cell: ({ location }) => location?.name },
  { title: 'On hand', width: '80px', isNumber: true, cell: ({ onHand }) => onHand },
  { title: 'Allocated', width: '80px', isNumber: true, cell: ({ allocated }) => allocated },
  { title: 'Reserved', width: '80px', isNumber: true, cell: ({ reserved }) => reserved },
  { title: 'Available', width: '80px', isNumber: true, cell: ({ available }) => available },
  {
    title: 'Actions',
    width: '240px',
    cell: (level) => (
      <Group gap={4} wrap="nowrap">
        {formsOf(level, locations).map((form) => (
          <FormButton key={form.title} form={form} size="compact-xs" />
        ))}
      </Group>
    ),
  },
]

export default function Stock() {
  const typed = useTyped()
  const sku = typed.settled
  const [locationId, setLocationId] = useState<string | null>(null)
  const { data } = useAsk(Locations, {})
  const locations = useMemo(() => data?.locations?.nodes ?? [], [data])
  const columns = useMemo(() => columnsOf(locations), [locations])
  const where = useMemo(
    (): StockLevelWhere => ({
      ...(sku !== '' && { sku: { startsWith: sku } }),
      ...(locationId && { locationId: { eq: locationId } }),
    }),
    [sku, locationId],
  )
  return (
    <>
      <Heading title="Stock">
        {locations.length > 0 && <FormButton form={receiving(locations)} variant="filled" />}
      </Heading>
      <Group mb="xs" align="end">
        <SearchBox typed={typed} finds="SKU" />
        <Select
          label="Location"
          placeholder="Any"
          clearable
          clearButtonProps={{ 'aria-label': 'Any location' }}
          data={placesOf(locations)}
          value={locationId}
          onChange={setLocationId}
        />
      </Group>
      <List
        label="Stock"
        document={StockList}
        variables={{ where }}
        pageOf={({ stockLevels }) => stockLevels}
        keyOf={({ variant, location }) => `${variant?.id} ${location?.id}`}
        columns={columns}
        follows={['STOCK']}
        empty="There is no stock like this."
      />
    </>
  )
}
