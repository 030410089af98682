// Finds a variant by what is typed of its name or SKU.
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { graphql } from '../generated/gql.ts'
import { useAsk } from './ask.ts'

const VariantChoices = graphql(`
  query VariantChoices($query: String!) {
    searchProducts(query: $query, first: 20) {
      nodes {
        name
        variants {
          id
          sku
          name
        }
      }
    }
  }
`)

const TYPING_MS = 200
const CHOICES_MAX = 50

type VariantChoiceProps = {
  label: string
  name: string
  required: boolean
  value: string
  set: (variantId: string) => void
}

export function VariantChoice({ value, set, ...looks }: VariantChoiceProps) {
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed, TYPING_MS)
  const found = useAsk(VariantChoices, { query })
  const choices = (found.data?.searchProducts?.nodes ?? []).flatMap(({ name, variants }) =>
    variants.map((variant) => ({
      value: variant.id,
      label: `${variant.sku} · ${name}${variant.name ? `, ${variant.name}` : ''}`,
    })),
  )
  return (
    <Select
      {...looks}
      searchable
      clearable={!looks.required}
      placeholder="Name or SKU"
      nothingFoundMessage="Nothing is called that."
      data={choices.slice(0, CHOICES_MAX)}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value === '' ? null : value}
      onChange={(given) => set(given ?? '')}
    />
  )
}
