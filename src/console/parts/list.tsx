// A long list: rows are fetched a page at a time as they come into sight, and only those in sight are drawn.
// The arrow keys walk it, Enter opens.
import { Button, Group, Text } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Document } from '#client/index.ts'
import type { WorkList } from '../generated/graphql.ts'
import { useSession } from '../session.tsx'
import { ask } from './ask.ts'
import { Nothing, Shown } from './page.tsx'
import { count } from './words.ts'

type Page<Node> = {
  nodes: Node[]
  totalCount: number
  pageInfo: { hasNextPage: boolean; endCursor?: string | null }
}
export type Column<Node> = {
  title: string
  /** As CSS grid takes it. */
  width: string
  isNumber?: boolean
  cell: (node: Node) => ReactNode
}

type ListProps<Data, Variables, Node> = {
  label: string
  document: Document<Data, Variables>
  /** All but `after`, which the list gives. */
  variables: Omit<Variables, 'after'>
  pageOf: (data: Data) => Page<Node> | null | undefined
  keyOf: (node: Node) => string
  columns: readonly Column<Node>[]
  /** What Enter and a click do. */
  open?: (node: Node) => void
  follows?: readonly WorkList[]
  /** Read again every so many milliseconds, while it was not scrolled far. */
  everyMs?: number
  empty: ReactNode
}

const ROW_PX = 44
export function List<Data, Variables, Node>(props: ListProps<Data, Variables, Node>) {
  const { document, variables, pageOf, follows = [], everyMs } = props
  const { client } = useSession()
  const queries = useQueryClient()
  const queryKey = ['list', document.toString(), variables]
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }): Promise<Data> =>
      ask(client, document, { ...variables, after: pageParam } as Variables, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => {
      const info = pageOf(last)?.pageInfo
      return info?.hasNextPage ? info.endCursor : undefined
    },
    placeholderData: (before) => before,
    refetchInterval: ({ state }) =>
      everyMs !== undefined && (state.data?.pages.length ?? 0) === 1 ? everyMs : false,
    meta: { follows },
    // Begun anew whenever it is come back to; stale only once it was told to be.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const pages = query.data?.pages ?? []
  // biome-ignore lint/correctness/useExhaustiveDependencies: how a page is found never changes.
  const nodes = useMemo(() => pages.flatMap((data) => pageOf(data)?.nodes ?? []), [query.data])
  const first = pages[0]
  const isReady = first === undefined || pageOf(first) ? query.data : undefined
  const denied = first && !pageOf(first) ? new Error('Your key may not read this.') : query.error
  return (
    <Shown of={{ data: isReady, error: denied }}>
      {() => (
        <Rows
          {...props}
          nodes={nodes}
          total={(first && pageOf(first)?.totalCount) ?? 0}
          isOld={query.isStale && !query.isFetching}
          refresh={() => void queries.resetQueries({ queryKey })}
          more={() => {
            if (query.hasNextPage && !query.isFetching) void query.fetchNextPage()
          }}
        />
      )}
    </Shown>
  )
}

type RowsProps<Node> = Pick<
  ListProps<never, never, Node>,
  'label' | 'keyOf' | 'columns' | 'open' | 'empty'
> & {
  nodes: readonly Node[]
  total: number
  isOld: boolean
  refresh: () => void
  more: () => void
}

function Rows<Node>(props: RowsProps<Node>) {
  const { label, nodes, total, columns, keyOf, open, empty, isOld, refresh, more } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(0)
  const rows = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  const inSight = rows.getVirtualItems()
  const last = inSight.at(-1)?.index ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked whenever the end comes nearer.
  useEffect(() => {
    if (last >= nodes.length - 20) more()
  }, [last, nodes.length])

  const template = useMemo(() => columns.map(({ width }) => width).join(' '), [columns])

  function walk(event: KeyboardEvent) {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }
    const step = steps[event.key]
    const node = nodes[at]
    if (event.key === 'Enter' && node && event.target === event.currentTarget) open?.(node)
    if (step === undefined) return
    event.preventDefault()
    const next = Math.max(0, Math.min(nodes.length - 1, at + step))
    setAt(next)
    rows.scrollToIndex(next)
  }

  if (nodes.length === 0) return <Nothing>{empty}</Nothing>
  return (
    <>
      <Group justify="space-between" mb="xs" mih={30}>
        <Text size="sm" c="dimmed" role="status">
          {count(total)} in all
        </Text>
        {isOld && (
          <Button size="xs" variant="light" onClick={refresh}>
            The list has changed: read it again
          </Button>
        )}
      </Group>
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-activedescendant={`row-${at}`}
        className="list"
        ref={scroller}
        tabIndex={0}
        onKeyDown={walk}
      >
        <div
          role="row"
          tabIndex={-1}
          className="list-row list-head"
          style={{ gridTemplateColumns: template }}
        >
          {columns.map(({ title, isNumber }) => (
            <div role="columnheader" tabIndex={-1} key={title} data-number={isNumber}>
              {title}
            </div>
          ))}
        </div>
        <div style={{ height: rows.getTotalSize(), position: 'relative' }} role="rowgroup">
          {inSight.map(({ index, start }) => {
            const node = nodes[index] as Node
            return (
              <Row
                key={keyOf(node)}
                {...{ node, index, start, columns, template, open, choose: setAt }}
                isChosen={index === at}
              />
            )
          })}
        </div>
      </div>
    </>
  )
}

type RowProps<Node> = Pick<ListProps<never, never, Node>, 'columns' | 'open'> & {
  node: Node
  index: number
  /** Pixels from the top. */
  start: number
  template: string
  isChosen: boolean
  choose: (index: number) => void
}

function RowOnce<Node>({ node, index, start, columns, template, ...props }: RowProps<Node>) {
  const { open, isChosen, choose } = props
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the grid's own.
    <div
      role="row"
      tabIndex={-1}
      id={`row-${index}`}
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      className="list-row"
      data-opens={open !== undefined}
      style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
      onClick={() => {
        choose(index)
        open?.(node)
      }}
    >
      {columns.map(({ title, isNumber, cell }) => (
        <div role="gridcell" tabIndex={-1} key={title} data-number={isNumber}>
          {cell(node)}
        </div>
      ))}
    </div>
  )
}

/** Drawn anew where it changed itself, not whenever the list is scrolled. */
const Row = memo(RowOnce) as typeof RowOnce
