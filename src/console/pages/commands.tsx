// Every command that was given: by whom, what came of it, and where it was refused, by which rule and why.
import { Badge, Code, Group, Stack, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { graphql } from '../generated/gql.ts'
import type { CommandListQuery, CommandOutcome, CommandWhere } from '../generated/graphql.ts'
import { useAsk } from '../parts/ask.ts'
import { Status } from '../parts/badge.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Choice, SearchBox, useTyped } from '../parts/filter.tsx'
import { type Column, List } from '../parts/list.tsx'
import { Heading, Shown } from '../parts/page.tsx'
import { moment, words } from '../parts/words.ts'

const CommandList = graphql(`
  query CommandList($after: String, $where: CommandWhere) {
    commands(first: 50, after: $after, where: $where, orderBy: { field: SEQUENCE, direction: DESC }) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        sequence
        at
        name
        outcome
        durationUs
        actor {
          kind
        }
        refusal {
          code
          message
        }
      }
    }
  }
`)

const CommandPage = graphql(`
  query CommandPage($id: ID!) {
    command(id: $id) {
      id
      sequence
      name
      at
      outcome
      input
      result
      correlationId
      actor {
        kind
        id
      }
      refusal {
        code
        message
        path
        facts
      }
      events {
        index
        name
        data
      }
    }
  }
`)

type Listed = NonNullable<CommandListQuery['commands']>['nodes'][number]

const COLUMNS: readonly Column<Listed>[] = [
  { title: 'Number', width: '90px', cell: ({ sequence }) => sequence },
  { title: 'When', width: '180px', cell: ({ at }) => moment(at) },
  { title: 'Command', width: '200px', cell: ({ name }) => words(name) },
  { title: 'By', width: '110px', cell: ({ actor }) => words(actor.kind) },
  { title: 'Outcome', width: '110px', cell: ({ outcome }) => <Status of={outcome} /> },
  {
    title: 'Why it was refused',
    width: 'minmax(160px, 1fr)',
    cell: ({ refusal }) => refusal && <span title={refusal.code}>{refusal.message}</span>,
  },
]

const OUTCOMES: CommandOutcome[] = ['ACCEPTED', 'REFUSED', 'FAILED']
const EVERY_MS = 5_000

/** `place order` and `PlaceOrder` are both PlaceOrder. */
const nameOf = (typed: string): string =>
  typed.replaceAll(/(?:^|\s+)(\w)/g, (_, letter: string) => letter.toUpperCase())

export default function Commands() {
  const typed = useTyped()
  const name = typed.settled
  const [outcome, setOutcome] = useState<CommandOutcome | null>(null)
  const [shown, setShown] = useState<string | null>(null)
  const where = useMemo(
    (): CommandWhere => ({
      ...(name !== '' && { command: { eq: nameOf(name) } }),
      ...(outcome && { outcome: { eq: outcome } }),
    }),
    [name, outcome],
  )
  return (
    <>
      <Heading title="Commands" />
      <Group mb="xs" align="end">
        <SearchBox typed={typed} label="Command" finds="Place order" />
        <Choice label="Outcome" of={OUTCOMES} value={outcome} set={setOutcome} />
      </Group>
      <List
        label="Commands"
        document={CommandList}
        variables={{ where }}
        pageOf={({ commands }) => commands}
        keyOf={({ id }) => id}
        columns={COLUMNS}
        open={({ id }) => setShown(id)}
        everyMs={EVERY_MS}
        empty="No command is like this."
      />
      {shown && <CommandDialog id={shown} close={() => setShown(null)} />}
    </>
  )
}

function CommandDialog({ id, close }: { id: string; close: () => void }) {
  const found = useAsk(CommandPage, { id })
  return (
    <Dialog title="What was asked, and what came of it" close={close} size="xl">
      <Shown of={found}>
        {({ command }) =>
          command && (
            <Stack gap="sm" className="words">
              <Group>
                <Text fw={600}>
                  {words(command.name)}, number {command.sequence}
                </Text>
                <Status of={command.outcome} />
              </Group>
              <Text size="sm">
                {moment(command.at)} by {words(command.actor.kind)} {command.actor.id}
              </Text>
              {command.refusal && (
                <div>
                  <Badge className="said" variant="light" color="red" tt="none">
                    {command.refusal.code}
                  </Badge>
                  <Text>{command.refusal.message}</Text>
                  <Json title="What explains it" of={command.refusal.facts} />
                </div>
              )}
              <Json title="Input" of={command.input} />
              {command.result !== null && <Json title="Result" of={command.result} />}
              {command.events.map(({ index, name, data }) => (
                <Json key={index} title={words(name)} of={data} />
              ))}
            </Stack>
          )
        }
      </Shown>
    </Dialog>
  )
}

const Json = ({ title, of }: { title: string; of: unknown }) => (
  <div>
    <Text size="sm" fw={600}>
      {title}
    </Text>
    <Code block tabIndex={0}>
      {JSON.stringify(of, null, 2)}
    </Code>
  </div>
)
