// The catalog, found by words that may be wrong here and there.
import { Group } from '@mantine/core'
import { useMemo, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { graphql } from '../generated/gql.ts'
import type { ProductListQuery, ProductStatus } from '../generated/graphql.ts'
import { useAsk } from '../parts/ask.ts'
import { Status } from '../parts/badge.tsx'
import { Choice, SearchBox, useTyped } from '../parts/filter.tsx'
import { FormButton, form, orNull } from '../parts/form.tsx'
import { type Column, List } from '../parts/list.tsx'
import { Heading } from '../parts/page.tsx'
import { money } from '../parts/words.ts'
import { useSession } from '../session.tsx'

const ProductList = graphql(`
  query ProductList($after: String, $query: String, $where: ProductSearchWhere) {
    searchProducts(first: 50, after: $after, query: $query, where: $where) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        name
        slug
        status
        variants {
          sku
          availability
        }
        lowestPrice {
          decimal
          currency
        }
      }
    }
  }
`)

const ShopCurrency = graphql(`
  query ShopCurrency {
    shop {
      currency
    }
  }
`)

const CreateProduct = graphql(`
  mutation CreateProduct($input: CreateProductInput!) {
    createProduct(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

type Listed = NonNullable<ProductListQuery['searchProducts']>['nodes'][number]

const COLUMNS: readonly Column<Listed>[] = [
  {
    title: 'Product',
    width: 'minmax(200px, 1fr)',
    cell: ({ id, name }) => (
      <Link href={`/products/${id}`} tabIndex={-1}>
        {name}
      </Link>
    ),
  },
  {
    title: 'SKUs',
    width: '220px',
    cell: ({ variants }) => variants.map(({ sku }) => sku).join(', '),
  },
  { title: 'Status', width: '120px', cell: ({ status }) => <Status of={status} /> },
  {
    title: 'Stock',
    width: '120px',
    cell: ({ variants: [variant] }) => variant && <Status of={variant.availability} />,
  },
  {
    title: 'From',
    width: '110px',
    isNumber: true,
    cell: ({ lowestPrice }) => lowestPrice && money(lowestPrice),
  },
]

const STATUSES: ProductStatus[] = ['PUBLISHED', 'DRAFT', 'ARCHIVED']

export default function Products() {
  const [, go] = useLocation()
  const typed = useTyped()
  const query = typed.settled
  const [status, setStatus] = useState<ProductStatus | null>(null)
  const where = useMemo(() => ({ status: status ? [status] : STATUSES }), [status])
  return (
    <>
      <Heading title="Products">
        <Creating />
      </Heading>
      <Group mb="xs" align="end">
        <SearchBox typed={typed} finds="Name, SKU or words" />
        <Choice label="Status" of={STATUSES} value={status} set={setStatus} />
      </Group>
      <List
        label="Products"
        document={ProductList}
        variables={{ query: query === '' ? null : query, where }}
        pageOf={({ searchProducts }) => searchProducts}
        keyOf={({ id }) => id}
        columns={COLUMNS}
        open={({ id }) => go(`/products/${id}`)}
        follows={['STOCK']}
        empty="No product is like this."
      />
    </>
  )
}

function Creating() {
  const { may } = useSession()
  const { data } = useAsk(ShopCurrency, {})
  if (!may('CATALOG_WRITE') || !data) return null
  const { currency } = data.shop
  return (
    <FormButton
      variant="filled"
      form={form(CreateProduct, {
        title: 'New product',
        fields: {
          name: { kind: 'text', label: 'Name' },
          description: { kind: 'text', label: 'Description', optional: true, long: true },
          sku: { kind: 'text', label: 'SKU' },
          price: { kind: 'money', label: 'Price', currency },
          isPublished: { kind: 'flag', label: 'On sale at once' },
        },
        variables: ({ name, description, sku, price, isPublished }) => ({
          input: {
            ...{ name, description: orNull(description) },
            status: isPublished ? ('PUBLISHED' as const) : ('DRAFT' as const),
            variants: [{ sku, prices: [{ amount: price, currency }] }],
          },
        }),
      })}
    />
  )
}
