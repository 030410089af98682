// The limit of an HTTP read: node:http, the key looked up by its hash, one prepared SELECT by key, and
// the very bytes that the real server answers. Started with a database of answers and a port.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import Sqlite from 'better-sqlite3'

const [file = '', port = '0'] = process.argv.slice(2)
const sqlite = new Sqlite(file, { readonly: true })
const keyByHash = sqlite.prepare('SELECT id FROM keys WHERE hash = ?').pluck()
const answerByKey = sqlite.prepare('SELECT body FROM answers WHERE key = ?').pluck()

const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (chunk) => {
    text += chunk
  })
  request.on('end', () => {
    const key = (request.headers.authorization ?? '').slice('Bearer '.length)
    const hash = createHash('sha256').update(key).digest('base64url')
    if (keyByHash.get(hash) === undefined) return void response.writeHead(401).end()
    const { variables } = JSON.parse(text) as { variables: { key: string } }
    const body = String(answerByKey.get(variables.key))
    response
      .writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      })
      .end(body)
  })
})

server.listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'))
