// Who is signed in: a key, the client that bears it, and what it may. The key is kept for this tab alone.
import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react'
import { type Client, createClient, RequestRefused } from '#client/index.ts'
import { graphql } from './generated/gql.ts'
import type { Permission, SignedInQuery } from './generated/graphql.ts'
import { Loading } from './parts/loading.tsx'
import { wordsOf } from './parts/words.ts'

const SignedIn = graphql(`
  query SignedIn {
    viewer {
      kind
      permissions
      staffMember {
        name
      }
    }
  }
`)

export type Session = {
  client: Client
  /** The member of staff, where the key belongs to one. */
  name: string
  may: (permission: Permission) => boolean
  signOut: () => void
}

const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('Nobody is signed in here.')
  return session
}

const KEPT_AS = 'quartermaster-key'
/** A demo signs in whoever looks from its own machine. */
const demoKey = document.querySelector<HTMLMetaElement>('meta[name=demo-key]')?.content ?? null

/** A shop that runs persisted operations alone knows those of the console too. */
const persisted = document.querySelector('meta[name=persisted-only]') !== null

const clientWith = (key: string): Client =>
  createClient({ url: new URL('/graphql', location.href).href, key, persisted })

/** Shows what is inside to whoever is signed in, and the way in to everybody else. */
export function SignIn({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [key, setKey] = useState(() => sessionStorage.getItem(KEPT_AS) ?? demoKey)
  const [viewer, setViewer] = useState<SignedInQuery['viewer'] | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const client = useMemo(() => (key === null ? null : clientWith(key)), [key])

  const leave = useCallback(
    (why: string | null, forgetsKey = true) => {
      if (forgetsKey) sessionStorage.removeItem(KEPT_AS)
      queries.clear()
      setKey(null)
      setViewer(null)
      setRefusal(why)
    },
    [queries],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each key.
  useEffect(() => {
    if (!client) return
    const gone = new AbortController()
    client
      .query(SignedIn, {}, { signal: gone.signal })
      .then(({ viewer }) => {
        if (viewer?.kind !== 'STAFF') return leave('This key opens a shop window, not the console.')
        sessionStorage.setItem(KEPT_AS, key as string)
        setRefusal(null)
        setViewer(viewer)
      })
      .catch((fault) => {
        if (gone.signal.aborted) return
        // Of a server that does not answer, the key may be right: it is tried again with the page.
        leave(wordsOf(fault), fault instanceof RequestRefused)
      })
    return () => gone.abort()
  }, [client])

  const session = useMemo(
    () =>
      client &&
      viewer && {
        client,
        name: viewer.staffMember?.name ?? 'A key without a person',
        may: (permission: Permission) =>
          viewer.permissions.some((held) => held === permission || held === 'EVERYTHING'),
        signOut: () => leave(null),
      },
    [client, viewer, leave],
  )
  if (!session) return <WayIn isAsking={client !== null} refusal={refusal} enter={setKey} />
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
}

type WayInProps = { isAsking: boolean; refusal: string | null; enter: (key: string) => void }

function WayIn({ isAsking, refusal, enter }: WayInProps) {
  const [typed, setTyped] = useState('')
  // A key that is known already is not asked for: the form would only flash by.
  if (isAsking && typed === '') return <Loading />
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w={420} maw="100%">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (typed.trim() !== '') enter(typed.trim())
          }}
        >
          <Stack>
            <Title order={1} size="h2">
              Quartermaster
            </Title>
            <Text c="dimmed" size="sm">
              Sign in with a staff key. It stays in this tab, and is gone when the tab is closed.
            </Text>
            <PasswordInput
              label="API key"
              name="key"
              autoComplete="current-password"
              data-autofocus
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              error={refusal}
            />
            <Button type="submit" loading={isAsking}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
