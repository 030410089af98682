// Who is told of facts elsewhere, and how that goes.
import { Group, Stack, Table, Text, Title } from '@mantine/core'
import { graphql } from '../generated/gql.ts'
import type { WebhookListQuery } from '../generated/graphql.ts'
import { useAsk } from '../parts/ask.ts'
import { Status } from '../parts/badge.tsx'
import { type Form, FormButton, form, orNull } from '../parts/form.tsx'
import { Heading, Nothing, Rows, Shown } from '../parts/page.tsx'
import { moment } from '../parts/words.ts'
import { useSession } from '../session.tsx'

const WebhookList = graphql(`
  query WebhookList {
    webhooks(first: 100) {
      nodes {
        id
        name
        url
        events
        status
        since
        reason
        secret
      }
    }
    webhookDeliveries(first: 50, orderBy: { field: AT, direction: DESC }) {
      nodes {
        id
        at
        attempt
        succeeded
        said
        tookMs
        event {
          name
        }
        webhook {
          name
        }
      }
    }
  }
`)

const RegisterWebhook = graphql(`
  mutation RegisterWebhook($input: RegisterWebhookInput!) {
    registerWebhook(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const EnableWebhook = graphql(`
  mutation EnableWebhook($input: EnableWebhookInput!) {
    enableWebhook(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const DisableWebhook = graphql(`
  mutation DisableWebhook($input: DisableWebhookInput!) {
    disableWebhook(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const TestWebhook = graphql(`
  mutation TestWebhook($input: TestWebhookInput!) {
    testWebhook(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const ReplayWebhook = graphql(`
  mutation ReplayWebhook($input: ReplayWebhookInput!) {
    replayWebhook(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

const DeleteWebhook = graphql(`
  mutation DeleteWebhook($input: DeleteWebhookInput!) {
    deleteWebhook(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

type Webhook = NonNullable<WebhookListQuery['webhooks']>['nodes'][number]

const EVERY_MS = 3_000

const registering = form(RegisterWebhook, {
  title: 'New webhook',
  fields: {
    name: { kind: 'text', label: 'Name' },
    url: { kind: 'text', label: 'Address', hint: 'Where it is told, by https.' },
    events: {
      ...{ kind: 'text', label: 'Events', optional: true },
      hint: 'OrderPlaced, PaymentCaptured; all of them unless given.',
    },
  },
  variables: ({ name, url, events }) => ({
    input: { name, url, events: orNull(events)?.split(/[\s,]+/) ?? null },
  }),
})

function formsOf({ id: webhookId, status }: Webhook): Form[] {
  const variables = () => ({ input: { webhookId } })
  const enable = form(EnableWebhook, { title: 'Enable', fields: {}, variables })
  const disable = form(DisableWebhook, { title: 'Disable', fields: {}, variables })
  const test = form(TestWebhook, { title: 'Send a test', fields: {}, variables })
  const replay = form(ReplayWebhook, {
    ...{ title: 'Replay', says: 'Tells it again of everything from a number on.' },
    fields: { sequence: { kind: 'whole', label: 'From which number of the journal', min: 1 } },
    variables: ({ sequence }) => ({ input: { webhookId, from: { sequence } } }),
  })
  const remove = form(DeleteWebhook, { title: 'Delete', isGrave: true, fields: {}, variables })
  return [test, replay, status === 'ACTIVE' ? disable : enable, remove]
}

export default function Webhooks() {
  const { may } = useSession()
  const isEditable = may('WEBHOOKS_WRITE')
  const found = useAsk(WebhookList, {}, { everyMs: EVERY_MS })
  return (
    <>
      <Heading title="Webhooks">
        {isEditable && <FormButton form={registering} variant="filled" />}
      </Heading>
      <Shown of={found}>
        {({ webhooks, webhookDeliveries }) => (
          <Stack gap="xl">
            {webhooks?.nodes.length === 0 && <Nothing>Nobody is told of anything yet.</Nothing>}
            {webhooks && webhooks.nodes.length > 0 && (
              <Rows label="Webhooks" heads={['Name', 'Address', 'Events', 'Status', 'Actions']}>
                {webhooks.nodes.map((webhook) => (
                  <Table.Tr key={webhook.id}>
                    <Table.Td>{webhook.name}</Table.Td>
                    <Table.Td>
                      {webhook.url}
                      {webhook.secret && (
                        <details>
                          <summary>Secret</summary>
                          <code>{webhook.secret}</code>
                        </details>
                      )}
                    </Table.Td>
                    <Table.Td>{webhook.events?.join(', ') ?? 'All'}</Table.Td>
                    <Table.Td>
                      <Status of={webhook.status} />
                      <Text size="xs">{webhook.reason}</Text>
                    </Table.Td>
                    <Table.Td>
                      <Group gap={4}>
                        {isEditable &&
                          formsOf(webhook).map((form) => (
                            <FormButton key={form.title} form={form} size="compact-xs" />
                          ))}
                      </Group>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Rows>
            )}
            <section aria-label="Deliveries">
              <Title order={2} size="h4">
                Latest deliveries
              </Title>
              {webhookDeliveries?.nodes.length === 0 && <Nothing>Nothing was sent yet.</Nothing>}
              {webhookDeliveries && webhookDeliveries.nodes.length > 0 && (
                <Rows label="Deliveries" heads={['When', 'To', 'What', 'Try', 'Answer']}>
                  {webhookDeliveries.nodes.map(({ id, at, webhook, event, attempt, ...tried }) => (
                    <Table.Tr key={id}>
                      <Table.Td>{moment(at)}</Table.Td>
                      <Table.Td>{webhook?.name}</Table.Td>
                      <Table.Td>{event?.name ?? 'A test'}</Table.Td>
                      <Table.Td>{attempt}</Table.Td>
                      <Table.Td>
                        <Status of={tried.succeeded ? 'SUCCEEDED' : 'FAILED'} /> {tried.said},{' '}
                        {tried.tookMs} ms
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Rows>
              )}
            </section>
          </Stack>
        )}
      </Shown>
    </>
  )
}
