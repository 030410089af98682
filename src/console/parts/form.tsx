// A command as a dialog: its fields are declared, its values are typed by them, and what a rule says against it
// stands beside them until it is right.
import {
  Button,
  Group,
  NumberInput,
  Select,
  Stack,
  Switch,
  Table,
  Textarea,
  TextInput,
} from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import type { Document } from '#client/index.ts'
import { type Give, giving, useCommand } from './ask.ts'
import { Dialog } from './dialog.tsx'
import { Refusals } from './page.tsx'
import { VariantChoice } from './variant-choice.tsx'
import { digitsOf, minorUnits } from './words.ts'

type Option = { value: string; label: string }
/** A line of which so many units can be meant. */
export type UnitRow = { id: string; label: string; max?: number; units?: number }

export type Field =
  | {
      kind: 'text'
      label: string
      initial?: string
      optional?: boolean
      hint?: string
      long?: boolean
    }
  | { kind: 'whole'; label: string; initial?: number; min?: number; max?: number; hint?: string }
  | { kind: 'money'; label: string; currency: string; initial?: string; hint?: string }
  | { kind: 'choice'; label: string; options: readonly Option[]; initial?: string; hint?: string }
  | { kind: 'flag'; label: string; initial?: boolean; hint?: string }
  | { kind: 'units'; label: string; rows: readonly UnitRow[] }
  | { kind: 'variant'; label: string; optional?: boolean }

type Fields = Readonly<Record<string, Field>>
type ValueOf<F extends Field> = {
  text: string
  whole: number
  /** Minor units. */
  money: number
  choice: string
  flag: boolean
  /** By the row's id. */
  units: Record<string, number>
  /** Its id, or nothing. */
  variant: string
}[F['kind']]
type Values<F extends Fields> = { [Name in keyof F]: ValueOf<F[Name]> }

export type Form = {
  title: string
  /** The id of what it is about, where several forms have one title. */
  about?: string
  /** What is said before anything is filled in. */
  says?: string
  /** True for what can't be taken back. */
  isGrave?: boolean
  fields: Fields
  give: (values: Readonly<Record<string, unknown>>) => Give
}

type Declared<F extends Fields, Variables> = Omit<Form, 'fields' | 'give'> & {
  fields: F
  variables: (values: Values<F>) => Variables
}

/** Declares the form of a command. */
export function form<const F extends Fields, Data extends object, Variables>(
  document: Document<Data, Variables>,
  { variables, ...declared }: Declared<F, Variables>,
): Form {
  return { ...declared, give: (values) => giving(document, variables(values as Values<F>)) }
}

/** Those of which units were asked for, as most commands take them. */
export const linesOf = (units: Readonly<Record<string, number>>) =>
  Object.entries(units)
    .filter(([, quantity]) => quantity > 0)
    .map(([orderLineId, quantity]) => ({ orderLineId, quantity }))

export const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

function initialOf(field: Field): unknown {
  if (field.kind === 'units')
    return Object.fromEntries(field.rows.map(({ id, units = 0 }) => [id, units]))
  if (field.kind === 'choice') return field.initial ?? field.options[0]?.value ?? ''
  if (field.kind === 'flag') return field.initial ?? false
  if (field.kind === 'whole') return field.initial ?? field.min ?? 0
  if (field.kind === 'money')
    return field.initial === undefined ? 0 : minorUnits(Number(field.initial), field.currency)
  return field.kind === 'text' ? (field.initial ?? '') : ''
}

/** A button that opens the form. */
export function FormButton({
  form,
  label,
  ...looks
}: {
  form: Form
  label?: string
  size?: string
  variant?: string
}) {
  const [isOpen, setIsOpen] = useState(false)
  const { isGrave = false, title } = form
  return (
    <>
      <Button
        variant={looks.variant ?? 'default'}
        size={looks.size ?? 'xs'}
        {...(isGrave && { c: 'var(--mantine-color-error)' })}
        onClick={() => setIsOpen(true)}
      >
        {label ?? title}
      </Button>
      {isOpen && <FormDialog form={form} close={() => setIsOpen(false)} />}
    </>
  )
}

function FormDialog({ form, close }: { form: Form; close: () => void }) {
  const { give, isGiving, refusals } = useCommand()
  const [values, setValues] = useState<Record<string, unknown>>(() =>
    Object.fromEntries(
      Object.entries(form.fields).map(([name, field]) => [name, initialOf(field)]),
    ),
  )
  return (
    <Dialog title={form.title} close={close}>
      <form
        onSubmit={async (event) => {
          event.preventDefault()
          if (await give(form.give(values))) close()
        }}
      >
        <Stack>
          {form.says && <p className="says">{form.says}</p>}
          {Object.entries(form.fields).map(([name, field], index) => (
            <Input
              key={name}
              isFirst={index === 0}
              name={name}
              field={field}
              value={values[name]}
              set={(value) => setValues((before) => ({ ...before, [name]: value }))}
            />
          ))}
          <Refusals of={refusals} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button
              type="submit"
              data-autofocus={Object.keys(form.fields).length === 0 || undefined}
              loading={isGiving}
              color={form.isGrave ? 'red.9' : undefined}
            >
              {form.title}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}

type InputProps = {
  name: string
  /** It is where one begins to type. */
  isFirst: boolean
  field: Field
  value: unknown
  set: (value: unknown) => void
}

function Input({ name, isFirst, field, value, set }: InputProps): ReactNode {
  const { label } = field
  const description = 'hint' in field ? field.hint : undefined
  const looks = { name, label, description, 'data-autofocus': isFirst || undefined }
  switch (field.kind) {
    case 'text': {
      const Shape = field.long ? Textarea : TextInput
      return (
        <Shape
          {...looks}
          required={!field.optional}
          value={value as string}
          onChange={(event: { currentTarget: { value: string } }) => set(event.currentTarget.value)}
        />
      )
    }
    case 'whole':
      return (
        <NumberInput
          {...looks}
          {...{ min: field.min, max: field.max }}
          required
          allowDecimal={false}
          value={value as number}
          onChange={(given) => set(Number(given))}
        />
      )
    case 'money': {
      const digits = digitsOf(field.currency)
      return (
        <NumberInput
          {...looks}
          label={`${label} (${field.currency})`}
          required
          decimalScale={digits}
          fixedDecimalScale
          min={0}
          value={(value as number) / 10 ** digits}
          onChange={(given) => set(minorUnits(Number(given), field.currency))}
        />
      )
    }
    case 'choice':
      return (
        <Select
          {...looks}
          required
          allowDeselect={false}
          searchable={field.options.length > 8}
          data={field.options as Option[]}
          value={value as string}
          onChange={(given) => set(given ?? '')}
        />
      )
    case 'flag':
      return (
        <Switch
          {...looks}
          checked={value as boolean}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      )
    case 'variant': {
      const required = !field.optional
      return <VariantChoice {...{ ...looks, required, set }} value={value as string} />
    }
    case 'units':
      return <Units field={field} value={value as Record<string, number>} set={set} />
  }
}

type UnitsProps = {
  field: Extract<Field, { kind: 'units' }>
  value: Record<string, number>
  set: (value: Record<string, number>) => void
}

function Units({ field: { label, rows }, value, set }: UnitsProps) {
  const id = useId()
  return (
    <Table aria-labelledby={id}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th id={id}>{label}</Table.Th>
          <Table.Th w={150}>Units</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ id, label: row, max }) => (
          <Table.Tr key={id}>
            <Table.Td>{row}</Table.Td>
            <Table.Td>
              <NumberInput
                aria-label={`${label}: ${row}`}
                size="xs"
                allowDecimal={false}
                min={0}
                max={max}
                {...(max !== undefined && { rightSection: `/ ${max}`, rightSectionWidth: 48 })}
                value={value[id] ?? 0}
                onChange={(given) => set({ ...value, [id]: Number(given) })}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
