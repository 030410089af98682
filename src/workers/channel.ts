// Messages between the processes of one server, over a socket of the file system. Whatever one turn of the loop
// has to say is one line: a JSON array of messages.
import type { Socket } from 'node:net'

export type Channel<Said> = {
  say: (message: Said) => void
  /** Says what was written out already, for several to hear. */
  sayWritten: (message: string) => void
  close: () => void
}

const UNTAKEN_BYTES_MAX = 64 * 2 ** 20

export function channel<Said, Heard>(
  socket: Socket,
  hear: (message: Heard) => void,
): Channel<Said> {
  let said: string[] = []
  /** The beginning of a line whose end has not come. */
  let begun: string[] = []

  function flush(): void {
    if (socket.writableLength > UNTAKEN_BYTES_MAX) socket.destroy() // It hangs; let it begin anew.
    if (socket.writable) socket.write(`[${said.join()}]\n`)
    said = []
  }

  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const [first = '', ...others] = text.split('\n')
    begun.push(first)
    for (const next of others) {
      for (const message of JSON.parse(begun.join('')) as Heard[]) hear(message)
      begun = [next]
    }
  })

  function sayWritten(message: string): void {
    if (said.length === 0) setImmediate(flush)
    said.push(message)
  }

  return {
    say: (message) => sayWritten(JSON.stringify(message)),
    sayWritten,
    close: () => {
      if (said.length > 0) flush()
      socket.end()
    },
  }
}
