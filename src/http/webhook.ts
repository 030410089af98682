// What other systems send of their own accord: the body goes on as it came, byte for byte, for whoever
// checks its signature.
import type { IncomingMessage } from 'node:http'

export type Webhook = (sent: {
  body: Buffer
  headers: IncomingMessage['headers']
}) => Promise<{ status: number; body: object }>

const BODY_BYTES_MAX = 2 ** 20

/** The whole body, or null where it is longer than anybody needs. */
export async function boundedBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) return null
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > BODY_BYTES_MAX) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
