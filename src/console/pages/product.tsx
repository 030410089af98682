// One product: its words, its variants with price and stock, and whether it is on sale.
import { Card, Group, Table, Text, Title } from '@mantine/core'
import { graphql } from '../generated/gql.ts'
import type { ProductPageQuery } from '../generated/graphql.ts'
import { useAsk } from '../parts/ask.ts'
import { Status } from '../parts/badge.tsx'
import { type Form, FormButton, form, orNull } from '../parts/form.tsx'
import { Heading, Nothing, Rows, Shown } from '../parts/page.tsx'
import { money } from '../parts/words.ts'
import { useSession } from '../session.tsx'

const ProductPage = graphql(`
  query ProductPage($id: ID!) {
    shop {
      currency
    }
    product(id: $id) {
      id
      version
      name
      slug
      description
      status
      variants {
        id
        sku
        name
        status
        isService
        weight
        price {
          decimal
          currency
        }
        stock {
          onHand
          available
          lowStockLevel
          safetyStock
          backorder
          tracked
        }
      }
    }
  }
`)

const UpdateProduct = graphql(`
  mutation UpdateProduct($input: UpdateProductInput!, $options: CommandOptions) {
    updateProduct(input: $input, options: $options) {
      errors {
        ...Refusal
      }
    }
  }
`)

const PublishProduct = graphql(`
  mutation PublishProduct($input: PublishProductInput!) {
    publishProduct(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const UnpublishProduct = graphql(`
  mutation UnpublishProduct($input: UnpublishProductInput!) {
    unpublishProduct(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const ArchiveProduct = graphql(`
  mutation ArchiveProduct($input: ArchiveProductInput!) {
    archiveProduct(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const AddVariant = graphql(`
  mutation AddVariant($input: AddVariantInput!) {
    addVariant(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const UpdateVariant = graphql(`
  mutation UpdateVariant($input: UpdateVariantInput!) {
    updateVariant(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const ArchiveVariant = graphql(`
  mutation ArchiveVariant($input: ArchiveVariantInput!) {
    archiveVariant(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const SetPrice = graphql(`
  mutation SetPrice($input: SetPriceInput!) {
    setPrice(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const SetStockPolicy = graphql(`
  mutation SetStockPolicy($input: SetStockPolicyInput!) {
    setStockPolicy(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

type Product = NonNullable<ProductPageQuery['product']>
type Variant = Product['variants'][number]

export default function ProductById({ id }: { id: string }) {
  const found = useAsk(ProductPage, { id }, { follows: ['STOCK'] })
  return (
    <Shown of={found}>
      {({ product, shop }) =>
        product ? (
          <ProductShown product={product} currency={shop.currency} />
        ) : (
          <Nothing>There is no such product.</Nothing>
        )
      }
    </Shown>
  )
}

function ProductShown({ product, currency }: { product: Product; currency: string }) {
  const { may } = useSession()
  const isEditable = may('CATALOG_WRITE')
  return (
    <>
      <Heading title={product.name}>
        <Status of={product.status} />
        {isEditable &&
          productForms(product, currency).map((form) => (
            <FormButton key={form.title} form={form} />
          ))}
      </Heading>
      <Text c="dimmed" size="sm">
        {product.slug}
      </Text>
      <Text my="md">{product.description ?? 'It has no description.'}</Text>
      <Card withBorder component="section" aria-label="Variants">
        <Title order={2} size="h4" mb="xs">
          Variants
        </Title>
        <Rows
          label="Variants"
          heads={['SKU', 'Name', 'Status', 'Price', 'Available', 'Actions']}
          numbers={['Price', 'Available']}
        >
          {product.variants.map((variant) => (
            <Table.Tr key={variant.id}>
              <Table.Td>{variant.sku}</Table.Td>
              <Table.Td>{variant.name}</Table.Td>
              <Table.Td>
                <Status of={variant.status} />
              </Table.Td>
              <Table.Td className="number">{variant.price && money(variant.price)}</Table.Td>
              <Table.Td className="number">{stockWords(variant)}</Table.Td>
              <Table.Td>
                <Group gap={4}>
                  {isEditable &&
                    variantForms(variant, currency).map((form) => (
                      <FormButton key={form.title} form={form} size="compact-xs" />
                    ))}
                  {may('STOCK_WRITE') && !variant.isService && (
                    <FormButton form={policyForm(variant)} size="compact-xs" />
                  )}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Rows>
      </Card>
    </>
  )
}

function stockWords({ isService, stock }: Variant): string {
  if (isService) return 'A service'
  return stock?.tracked === false ? 'Not counted' : `${stock?.available ?? 0}`
}

function productForms({ id: productId, version, ...product }: Product, currency: string): Form[] {
  const input = { productId }
  const edit = form(UpdateProduct, {
    title: 'Edit',
    fields: {
      name: { kind: 'text', label: 'Name', initial: product.name },
      slug: {
        kind: 'text',
        label: 'Slug',
        initial: product.slug,
        hint: 'In the address of its page.',
      },
      description: {
        ...{ kind: 'text', label: 'Description', long: true, optional: true },
        initial: product.description ?? '',
      },
    },
    variables: ({ name, slug, description }) => ({
      input: { productId, name, slug, description: orNull(description) },
      // Whatever somebody else changed meanwhile is looked at first.
      options: { expectedVersion: version },
    }),
  })
  const add = form(AddVariant, {
    title: 'Add variant',
    fields: {
      sku: { kind: 'text', label: 'SKU' },
      name: { kind: 'text', label: 'Name', hint: 'What tells it from the others: Large, blue.' },
      price: { kind: 'money', label: 'Price', currency },
    },
    variables: ({ sku, name, price }) => ({
      input: { productId, sku, name, prices: [{ amount: price, currency }] },
    }),
  })
  const publish = form(PublishProduct, {
    title: 'Publish',
    fields: {},
    variables: () => ({ input }),
  })
  const unpublish = form(UnpublishProduct, {
    ...{ title: 'Take off sale', says: 'It stays a draft that can be published again.' },
    fields: {},
    variables: () => ({ input }),
  })
  const archive = form(ArchiveProduct, {
    ...{ title: 'Archive', says: 'It is never sold again.', isGrave: true },
    fields: {},
    variables: () => ({ input }),
  })
  if (product.status === 'ARCHIVED') return []
  return [edit, add, product.status === 'DRAFT' ? publish : unpublish, archive]
}

function variantForms({ id: variantId, ...variant }: Variant, currency: string): Form[] {
  if (variant.status === 'ARCHIVED') return []
  return [
    form(SetPrice, {
      title: 'Set price',
      fields: {
        amount: { kind: 'money', label: 'Price', currency, initial: variant.price?.decimal ?? '0' },
      },
      variables: ({ amount }) => ({ input: { variantId, amount, currency } }),
    }),
    form(UpdateVariant, {
      title: 'Edit variant',
      fields: {
        sku: { kind: 'text', label: 'SKU', initial: variant.sku },
        name: { kind: 'text', label: 'Name', initial: variant.name, optional: true },
        weight: {
          ...{ kind: 'whole', label: 'Weight', hint: 'In grams; 0 says nothing.', min: 0 },
          initial: variant.weight ?? 0,
        },
      },
      variables: ({ sku, name, weight }) => ({
        input: { variantId, sku, name, weight: weight === 0 ? null : weight },
      }),
    }),
    form(ArchiveVariant, {
      ...{ title: 'Archive', says: `${variant.sku} is never sold again.`, isGrave: true },
      fields: {},
      variables: () => ({ input: { variantId } }),
    }),
  ]
}

function policyForm({ id: variantId, sku, stock }: Variant): Form {
  return form(SetStockPolicy, {
    ...{ title: 'Stock rules', says: `How ${sku} is counted and sold.` },
    fields: {
      tracked: { kind: 'flag', label: 'Units are counted', initial: stock?.tracked ?? true },
      backorder: {
        ...{ kind: 'flag', label: 'Sold beyond what is there' },
        initial: stock?.backorder ?? false,
      },
      lowStockLevel: {
        ...{ kind: 'whole', label: 'Runs low at', min: 0 },
        initial: stock?.lowStockLevel ?? 0,
      },
      safetyStock: {
        ...{ kind: 'whole', label: 'Units that are never sold', min: 0 },
        initial: stock?.safetyStock ?? 0,
      },
    },
    variables: (rules) => ({ input: { variantId, ...rules } }),
  })
}
