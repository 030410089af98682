// API keys from the command line. Whoever can open the database's file holds every permission.
import { COMMAND_LINE } from '#http/command-socket.ts'
import type { Answer, Asked } from '#kernel/dispatch.ts'
import { type ApiKeyRow, loadApiKeys } from '#read/api-key/load.ts'
import { EVERYTHING, namesOf, PERMISSIONS } from '#write/access/permissions.ts'
import { Failure } from './failures.ts'
import { type Shop, settings, withShop } from './shop.ts'

export type CreateKeyOptions = {
  name: string
  publishable?: boolean
  permission?: string[]
  expires?: string
}

export async function createKey(options: CreateKeyOptions): Promise<void> {
  const { name, publishable = false, permission = [], expires } = options
  const unknown = permission.filter((each) => each !== EVERYTHING && !(each in PERMISSIONS))
  if (unknown.length > 0)
    throw new Failure(
      `There is no permission ${unknown.join(', ')}. There are: *, ${Object.keys(PERMISSIONS).join(', ')}.`,
    )
  const expiresAt = expires === undefined ? {} : { expiresAt: expires }
  const input = publishable
    ? {
        name,
        kind: 'PUBLISHABLE',
        ...(permission.length > 0 && { permissions: namesOf(permission) }),
        ...expiresAt,
      }
    : { name, kind: 'STAFF', permissions: namesOf(permission), ...expiresAt }
  const { shown } = await withShop(settings(), (shop) => give(shop, 'CreateApiKey', input))
  process.stdout.write(`${shown?.secret}\n`)
  process.stderr.write('This key is shown once: keep it now.\n')
}

export async function listKeys(): Promise<void> {
  const keys = await withShop(settings(), keysOf)
  for (const { id, name, kind, hint, permissions, createdAt, ...ends } of keys) {
    const state = stateOf(ends)
    const cells = [id, kind.padEnd(11), `${hint}…`, dayOf(createdAt), state, name]
    process.stdout.write(`${cells.join('  ')}  (${permissions.join(', ')})\n`)
  }
}

export async function rotateKey(id: string, { overlapHours }: { overlapHours?: string }) {
  const hours = overlapHours === undefined ? null : Number(overlapHours)
  if (hours !== null && !(hours >= 0)) throw new Failure('An overlap is a number of hours, or 0.')
  const { shown } = await withShop(settings(), async (shop) => {
    const key = (await keysOf(shop)).find((one) => one.id === id)
    const overlapMs = hours === null ? {} : { overlapMs: Math.round(hours * 60 * 60 * 1_000) }
    return give(shop, 'RotateApiKey', { apiKeyId: id, kind: key?.kind ?? 'STAFF', ...overlapMs })
  })
  process.stdout.write(`${shown?.secret}\n`)
  process.stderr.write('This key is shown once: keep it now.\n')
}

export async function revokeKey(id: string): Promise<void> {
  await withShop(settings(), (shop) => give(shop, 'RevokeApiKey', { apiKeyId: id }))
  process.stdout.write(`${id} opens nothing any more.\n`)
}

async function give({ dispatch }: Shop, command: string, input: Asked['input']): Promise<Answer> {
  const answer = await dispatch({ command, input, actor: COMMAND_LINE })
  const { outcome } = answer
  if (outcome.outcome === 'REFUSED') throw new Failure(outcome.refusal.message)
  if (outcome.outcome === 'FAILED') throw new Failure(outcome.error)
  return answer
}

async function keysOf({ readers }: Shop): Promise<ApiKeyRow[]> {
  const snapshot = readers.snapshot()
  try {
    return await loadApiKeys(await snapshot.connection())
  } finally {
    snapshot.release()
  }
}

function stateOf({ revokedAt, expiresAt }: Pick<ApiKeyRow, 'revokedAt' | 'expiresAt'>): string {
  if (revokedAt !== null) return `revoked ${dayOf(revokedAt)}`
  if (expiresAt === null) return 'active'
  return `${expiresAt <= Date.now() ? 'expired' : 'expires'} ${dayOf(expiresAt)}`
}

const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10)
