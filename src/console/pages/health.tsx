// Whether all is well: what follows facts by itself, what was given up, and the views that queries read.
import { Stack, Table, Text, Title } from '@mantine/core'
import { graphql } from '../generated/gql.ts'
import { useAsk } from '../parts/ask.ts'
import { Status } from '../parts/badge.tsx'
import { FormButton, form } from '../parts/form.tsx'
import { Heading, Nothing, Rows, Shown } from '../parts/page.tsx'
import { count, moment, words } from '../parts/words.ts'
import { useSession } from '../session.tsx'

const Reactions = graphql(`
  query Reactions {
    reactions {
      name
      summary
      eventsBehind
      millisecondsBehind
      retrying
      deadLetters
    }
    deadLetters(first: 50, where: { status: { eq: WAITING } }) {
      totalCount
      nodes {
        id
        reaction
        error
        attempts
        at
        status
      }
    }
  }
`)

const Views = graphql(`
  query Views {
    views {
      name
      kind
      wokenBy
      rowsRefreshed
      refreshedAt
    }
  }
`)

const RetryDeadLetter = graphql(`
  mutation RetryDeadLetter($input: RetryDeadLetterInput!) {
    retryDeadLetter(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const DropDeadLetter = graphql(`
  mutation DropDeadLetter($input: DropDeadLetterInput!) {
    dropDeadLetter(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const EVERY_MS = 3_000

export default function Health() {
  const { may } = useSession()
  return (
    <>
      <Heading title="Health" />
      <Stack gap="xl">
        <ReactionsShown />
        {may('METRICS_READ') && <ViewsShown />}
      </Stack>
    </>
  )
}

function ReactionsShown() {
  const found = useAsk(Reactions, {}, { everyMs: EVERY_MS })
  return (
    <Shown of={found}>
      {({ reactions, deadLetters }) => (
        <>
          <section aria-label="Reactions">
            <Title order={2} size="h4">
              What follows facts by itself
            </Title>
            <Rows
              label="Reactions"
              heads={['Name', 'What it does', 'Behind', 'Retrying', 'Given up']}
            >
              {reactions?.map(({ name, summary, ...state }) => (
                <Table.Tr key={name}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td>{summary}</Table.Td>
                  <Table.Td>
                    {state.eventsBehind === 0
                      ? 'Nothing'
                      : `${count(state.eventsBehind)} events, ${count(state.millisecondsBehind)} ms`}
                  </Table.Td>
                  <Table.Td>{state.retrying}</Table.Td>
                  <Table.Td>{state.deadLetters}</Table.Td>
                </Table.Tr>
              ))}
            </Rows>
          </section>
          <section aria-label="Dead letters">
            <Title order={2} size="h4">
              Dead letters
            </Title>
            {deadLetters?.nodes.length === 0 && <Nothing>Nothing was given up.</Nothing>}
            {deadLetters && deadLetters.nodes.length > 0 && (
              <Rows
                label="Dead letters"
                heads={['When', 'Reaction', 'What it met', 'Tries', 'Actions']}
              >
                {deadLetters.nodes.map(({ id, at, reaction, error, attempts }) => (
                  <Table.Tr key={id}>
                    <Table.Td>{moment(at)}</Table.Td>
                    <Table.Td>{reaction}</Table.Td>
                    <Table.Td>{error}</Table.Td>
                    <Table.Td>{attempts}</Table.Td>
                    <Table.Td>
                      {formsOf(id).map((form) => (
                        <FormButton key={form.title} form={form} size="compact-xs" />
                      ))}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Rows>
            )}
          </section>
        </>
      )}
    </Shown>
  )
}

const formsOf = (deadLetterId: string) => [
  form(RetryDeadLetter, {
    title: 'Try again',
    fields: {},
    variables: () => ({ input: { deadLetterId } }),
  }),
  form(DropDeadLetter, {
    ...{ title: 'Drop', isGrave: true },
    fields: { reason: { kind: 'text', label: 'Reason' } },
    variables: ({ reason }) => ({ input: { deadLetterId, reason } }),
  }),
]

function ViewsShown() {
  const found = useAsk(Views, {}, { everyMs: EVERY_MS })
  return (
    <section aria-label="Views">
      <Title order={2} size="h4">
        Views
      </Title>
      <Text size="sm" c="dimmed">
        Each is refreshed in the transaction of the command that touched it, so none is behind.
      </Text>
      <Shown of={found}>
        {({ views }) => (
          <Rows
            label="Views"
            heads={['View', 'Kept', 'Rows refreshed', 'Last', 'Woken by']}
            numbers={['Rows refreshed']}
          >
            {views?.map(({ name, kind, rowsRefreshed, refreshedAt, wokenBy }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td>
                  <Status of={kind} />
                </Table.Td>
                <Table.Td className="number">{count(rowsRefreshed)}</Table.Td>
                <Table.Td>{refreshedAt ? moment(refreshedAt) : 'Not since the start'}</Table.Td>
                <Table.Td>
                  <details>
                    <summary>{wokenBy.length} facts</summary>
                    {wokenBy.map(words).join(', ')}
                  </details>
                </Table.Td>
              </Table.Tr>
            ))}
          </Rows>
        )}
      </Shown>
    </section>
  )
}
