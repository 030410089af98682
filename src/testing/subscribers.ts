// Those who follow a test's server, by either protocol, with the clients that front ends use.
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createWsClient } from 'graphql-ws'
import { onTestFinished } from 'vitest'
import WebSocket from 'ws'
import { OWNER_KEY } from './http.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests assert the shape of what they asked for.
type Notice = any

export type Followed = {
  /** The next notice, as data and errors. */
  next: () => Promise<Notice>
  /** True once nothing more comes. */
  isOver: () => Promise<boolean>
  leave: () => Promise<void>
}

type Asked = { query: string; variables?: Record<string, unknown>; extensions?: object }
export type Follow = (url: string, asked: Asked, key?: string | null) => Followed

/** Over server-sent events, a connection each. */
export const overSse: Follow = (url, asked, key = OWNER_KEY) => {
  const client = createSseClient({
    url: `${url}/graphql`,
    headers: { ...(key && { authorization: `Bearer ${key}` }) },
    retryAttempts: 0,
  })
  onTestFinished(() => client.dispose())
  return followed(client.iterate(asked as never))
}

/** Over a WebSocket. */
export const overWebSocket: Follow = (url, asked, key = OWNER_KEY) => {
  const client = createWsClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { ...(key && { authorization: `Bearer ${key}` }) },
    retryAttempts: 0,
  })
  onTestFinished(() => void client.dispose())
  return followed(client.iterate(asked as never))
}

function followed(notices: AsyncIterableIterator<unknown>): Followed {
  return {
    next: async () => {
      const { done, value } = await notices.next().catch((thrown) => {
        // What graphql-ws says of an operation that was not begun.
        if (!Array.isArray(thrown)) throw thrown
        return { done: false, value: { errors: thrown } }
      })
      if (done) throw new Error('Nothing more came.')
      return value
    },
    isOver: async () => Boolean((await notices.next()).done),
    leave: async () => void (await notices.return?.()),
  }
}
