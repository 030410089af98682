// Sends a typed document and answers its typed data: all that a front end needs besides fetch.
import type { TypedDocumentString } from './generated/graphql.ts'

export type Shop = {
  /** Where `POST /graphql` is answered. */
  url: string
  /** A publishable key, such as a shop window carries. */
  key: string
}

type Answer<Data> = { data?: Data | null; errors?: { message: string }[] }

export async function ask<Data, Variables>(
  { url, key }: Shop,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: document.toString(), variables }),
  })
  const { data, errors } = (await response.json()) as Answer<Data>
  if (errors?.length) throw new Error(errors.map(({ message }) => message).join('; '))
  if (!data) throw new Error(`${url} answered ${response.status} without data.`)
  return data
}
