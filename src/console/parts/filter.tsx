// What narrows a list: words that are typed, and one of several choices.
import { Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { words } from './words.ts'

const TYPING_MS = 200

export type Typed = {
  /** What is in the field now. */
  text: string
  set: (text: string) => void
  /** What was typed, once nothing was for a moment. */
  settled: string
}

export function useTyped(): Typed {
  const [text, set] = useState('')
  const [settled] = useDebouncedValue(text.trim(), TYPING_MS)
  return { text, set, settled }
}

type SearchBoxProps = { typed: Typed; finds: string; label?: string }

/** @param finds What one may type. */
export const SearchBox = ({ typed, finds, label = 'Search' }: SearchBoxProps) => (
  <TextInput
    type="search"
    label={label}
    placeholder={`${finds}  ( / )`}
    w={260}
    value={typed.text}
    onChange={(event) => typed.set(event.currentTarget.value)}
  />
)

type ChoiceProps<Value extends string> = {
  label: string
  of: readonly Value[]
  value: Value | null
  set: (value: Value | null) => void
}

export const Choice = <Value extends string>({ label, of, value, set }: ChoiceProps<Value>) => (
  <Select
    label={label}
    w={160}
    clearable
    clearButtonProps={{ 'aria-label': `Any ${label.toLowerCase()}` }}
    placeholder="Any"
    data={of.map((each) => ({ value: each, label: words(each) }))}
    value={value}
    onChange={(given) => set(given as Value | null)}
  />
)
