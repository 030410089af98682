// A port of the machine, for a server that has none yet.
import type { AddressInfo, Server } from 'node:net'

/** Connections that wait to be taken up; one past it is tried again by its client's system, a second later. */
const BACKLOG = 4_096

/** Answers where the server can be reached, without a path. @param port 0 for any that is free. */
export function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject)
      const { port: bound } = server.address() as AddressInfo
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`)
    })
  })
}
