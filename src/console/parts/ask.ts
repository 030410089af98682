// How pages read and write: queries that are read again when something changed, and commands whose
// refusals are told.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Client, Document } from '#client/index.ts'
import { graphql } from '../generated/gql.ts'
import type { WorkList } from '../generated/graphql.ts'
import { useSession } from '../session.tsx'
import { wordsOf } from './words.ts'

export type Asking = {
  /** Read again whenever one of these lists changes. */
  follows?: readonly WorkList[]
  /** Read again every so many milliseconds while the page is looked at. */
  everyMs?: number
  enabled?: boolean
}

export function useAsk<Data, Variables>(
  document: Document<Data, Variables>,
  variables: Variables,
  { follows = [], everyMs, enabled = true }: Asking = {},
) {
  const { client } = useSession()
  return useQuery({
    queryKey: [document.toString(), variables],
    queryFn: ({ signal }): Promise<Data> => ask(client, document, variables, signal),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs ?? false,
    meta: { follows },
    enabled,
  })
}

export const ask = <Data, Variables>(
  client: Client,
  document: Document<Data, Variables>,
  variables: Variables,
  signal: AbortSignal,
): Promise<Data> =>
  (client.query as (...given: unknown[]) => Promise<Data>)(document, variables, { signal })

/** Why the shop refuses: every mutation asks for it. */
graphql(`
  fragment Refusal on CommandError {
    code
    message
    path
  }
`)

export type Refusal = { code: string; message: string; path?: string[] | null }
/** What every mutation answers under its one name. */
export type Answered = { [name: string]: { errors: Refusal[] } | string | null | undefined }

/** Gives a command with what was filled in, and answers what a rule said against it. */
export type Give = (client: Client) => Promise<readonly Refusal[]>

export const giving =
  <Data extends object, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
  ): Give =>
  async (client) => {
    const mutate = client.mutate as (...given: unknown[]) => Promise<Data>
    const [payload] = Object.values(await mutate(document, variables)) as [{ errors: Refusal[] }]
    return payload.errors
  }

export type Giving = {
  give: (give: Give) => Promise<boolean>
  isGiving: boolean
  refusals: readonly Refusal[]
  forget: () => void
}

/** Gives commands. What is seen is read again after each that was accepted. */
export function useCommand(): Giving {
  const { client } = useSession()
  const queries = useQueryClient()
  const [isGiving, setIsGiving] = useState(false)
  const [refusals, setRefusals] = useState<readonly Refusal[]>([])
  const give = useCallback(
    async (give: Give) => {
      setIsGiving(true)
      const found = await give(client).catch((fault) => [
        { code: 'FAULT', message: wordsOf(fault) },
      ])
      setRefusals(found)
      setIsGiving(false)
      if (found.length > 0) return false
      await queries.invalidateQueries()
      return true
    },
    [client, queries],
  )
  const forget = useCallback(() => setRefusals([]), [])
  return { give, isGiving, refusals, forget }
}
