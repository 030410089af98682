// Follows the work lists on one connection, and has what shows them read again: at most once a second, and not
// while nobody looks.
import { type Query, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { graphql } from '../generated/gql.ts'
import type { Permission, WorkList } from '../generated/graphql.ts'
import { useSession } from '../session.tsx'

const WorkListChanged = graphql(`
  subscription WorkListChanged($lists: [WorkList!]!) {
    workListChanged(lists: $lists) {
      list
    }
  }
`)

const NEEDS: Record<WorkList, Permission> = {
  ORDERS: 'ORDERS_READ',
  FULFILMENT_QUEUE: 'ORDERS_READ',
  RETURNS: 'ORDERS_READ',
  STOCK: 'STOCK_READ',
}
const EVERY_MS = 1_000
const AGAIN_AFTER_MS = 5_000

/** A list that was scrolled this far does not change under whoever reads it: it says that it is old. */
const PAGES_REFRESHED = 2

const isLong = ({ state }: Query): boolean =>
  ((state.data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0) > PAGES_REFRESHED

const IsLive = createContext(false)

/** Whether changes arrive by themselves at present. */
export const useIsLive = () => useContext(IsLive)

export function Live({ children }: { children: ReactNode }) {
  const { client, may } = useSession()
  const queries = useQueryClient()
  const [isLive, setIsLive] = useState(false)

  useEffect(() => {
    const lists = (Object.keys(NEEDS) as WorkList[]).filter((list) => may(NEEDS[list]))
    if (lists.length === 0) return
    const changed = new Set<WorkList>()
    let stop = new AbortController()

    async function follow() {
      const { signal } = stop
      const onOpen = () => {
        setIsLive(true)
        for (const list of lists) changed.add(list) // Whatever was missed is read.
      }
      const onCut = () => setIsLive(false)
      while (!signal.aborted) {
        const following = client.subscribe(WorkListChanged, { lists }, { signal, onOpen, onCut })
        try {
          for await (const notice of following) changed.add(notice.workListChanged.list)
        } catch {}
        if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS))
      }
    }

    const telling = setInterval(() => {
      if (changed.size === 0) return
      const told = new Set(changed)
      changed.clear()
      const isMeant = ({ meta }: Query) =>
        ((meta?.follows ?? []) as WorkList[]).some((list) => told.has(list))
      queries.invalidateQueries({ predicate: (query) => isMeant(query) && !isLong(query) })
      queries.invalidateQueries({ predicate: isMeant, refetchType: 'none' })
    }, EVERY_MS)

    function onVisibility() {
      stop.abort()
      if (document.visibilityState === 'hidden') return
      stop = new AbortController()
      follow()
    }

    document.addEventListener('visibilitychange', onVisibility)
    follow()
    return () => {
      stop.abort()
      clearInterval(telling)
      document.removeEventListener('visibilitychange', onVisibility)
    }
  }, [client, may, queries])

  return <IsLive.Provider value={isLive}>{children}</IsLive.Provider>
}
