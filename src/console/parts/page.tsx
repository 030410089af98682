// What every page has: its heading, what is done from it, and what is said while it is read or can't be.
import { Alert, Card, Group, Table, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import type { Refusal } from './ask.ts'
import { Loading } from './loading.tsx'
import { wordsOf } from './words.ts'

export function Heading({ title, children }: { title: string; children?: ReactNode }) {
  useDocumentTitle(`${title} · Quartermaster`)
  return (
    <Group justify="space-between" mb="md" wrap="wrap">
      <Title order={1} size="h2" tabIndex={-1}>
        {title}
      </Title>
      <Group gap="xs">{children}</Group>
    </Group>
  )
}

type Read<Data> = { data: Data | undefined; error: unknown }

/** What was read, or why it is not there. */
export function Shown<Data>({
  of,
  children,
}: {
  of: Read<Data>
  children: (data: Data) => ReactNode
}) {
  if (of.data !== undefined) return children(of.data)
  if (of.error)
    return (
      <Alert color="red" title="It could not be read." role="alert">
        {wordsOf(of.error)}
      </Alert>
    )
  return <Loading />
}

export function Refusals({ of }: { of: readonly Refusal[] }) {
  if (of.length === 0) return null
  return (
    <Alert color="red" title="The shop says no." role="alert">
      {of.map(({ code, message, path }) => (
        <div key={`${code} ${message}`}>
          {message} {path && path.length > 0 && <code>{path.join('.')}</code>}
        </div>
      ))}
    </Alert>
  )
}

export const Nothing = ({ children }: { children: ReactNode }) => (
  <p className="nothing">{children}</p>
)

export const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <Card withBorder component="section" aria-label={title}>
    <Title order={2} size="h4" mb="xs">
      {title}
    </Title>
    {children}
  </Card>
)

type RowsProps = {
  label: string
  heads: readonly string[]
  /** Which of them stand over numbers. */
  numbers?: readonly string[]
  children: ReactNode
}

export function Rows({ label, heads, numbers = [], children }: RowsProps) {
  return (
    <Table.ScrollContainer minWidth={480} type="native" tabIndex={0}>
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head} className={numbers.includes(head) ? 'number' : undefined}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
