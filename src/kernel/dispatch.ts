// The one way in, and the one place where the two sides meet: a command is authorized, parsed and
// queued; what comes back is an outcome with the view rows that it refreshed.
import { createHash } from 'node:crypto'
import { type Actor, holds } from './actor.ts'
import type { AnyCommand } from './command.ts'
import { newSeed } from './ids.ts'
import { problemsOf } from './input.ts'
import type { Envelope, Outcome } from './outcome.ts'
import { InvalidInput } from './rejections.ts'

export type CommandOptions = {
  idempotencyKey?: string | null | undefined
  expectedVersion?: number | null | undefined
  dryRun?: boolean | null | undefined
}

export type Asked = {
  command: string
  input: unknown
  options?: CommandOptions
  actor: Actor
  correlationId?: string
  causationId?: string
  dueId?: string
}

/** An outcome, and what is shown once to whoever asked. */
export type Answer = { outcome: Outcome; shown: Record<string, string> | null }

/** The actor may not give this command. Not a refusal: nothing of it is journaled. */
export class Denied extends Error {
  readonly permission: string

  constructor(permission: string) {
    super(`This needs the permission ${permission}.`)
    this.permission = permission
  }
}

export type Dispatch = (asked: Asked) => Promise<Answer>

const IDEMPOTENCY_KEY_LENGTH_MAX = 255

export function dispatcher(
  declared: readonly AnyCommand[],
  submit: (envelope: Envelope) => Promise<Outcome>,
  { deadlineMs = 10_000 }: { deadlineMs?: number } = {},
): Dispatch {
  const commands = new Map(declared.map((command) => [command.name, command]))
  if (commands.size !== declared.length) throw new Error('Two commands share a name.')

  return async ({ command: name, input, options = {}, actor, ...trace }) => {
    const command = commands.get(name)
    if (!command) throw new Error(`There is no command ${name}.`)
    if (!holds(actor, command.permission)) throw new Denied(command.permission)

    const parsed = parse(command, input, options)
    const second = command.alsoNeeds?.(parsed)
    if (second !== undefined && !holds(actor, second)) throw new Denied(second)
    const secret = command.secret?.(parsed) ?? null
    const seed = newSeed()
    const { idempotencyKey = null } = options
    const outcome = await submit({
      command: name,
      actor: command.usesVerifiedEmail ? actor : withoutEmail(actor),
      input: secret ? { ...(parsed as object), ...secret.kept } : parsed,
      targetId: command.target?.(parsed).id ?? null,
      key: idempotencyKey === null ? null : { idempotencyKey, inputHash: hashOf(name, parsed) },
      expectedVersion: options.expectedVersion ?? null,
      dryRun: options.dryRun ?? false,
      seed,
      deadline: performance.now() + deadlineMs,
      correlationId: trace.correlationId ?? seed,
      causationId: trace.causationId ?? null,
      dueId: trace.dueId ?? null,
      at: null,
    })
    const isMade = outcome.outcome === 'ACCEPTED' && !outcome.replayed && !outcome.dryRun
    return { outcome, shown: isMade ? (secret?.shown ?? null) : null }
  }
}

/** What is personal goes no further than it is needed. */
const withoutEmail = ({ kind, id, permissions }: Actor): Actor => ({ kind, id, permissions })

/** The input as handlers see it, or InvalidInput with every problem, those of the options too. */
function parse(command: AnyCommand, input: unknown, options: CommandOptions): unknown {
  const parsed = command.input.safeParse(input)
  const problems = [
    ...(parsed.success ? [] : problemsOf(parsed.error, input)),
    ...optionProblems(command, options),
  ]
  if (problems.length > 0 || !parsed.success)
    throw new InvalidInput({ problems }, problems[0]?.path)
  return parsed.data
}

function optionProblems(
  { target }: AnyCommand,
  { idempotencyKey, expectedVersion }: CommandOptions,
) {
  const problems: { path: string[]; message: string }[] = []
  if (idempotencyKey != null && !isKey(idempotencyKey))
    problems.push({
      path: ['options', 'idempotencyKey'],
      message: `must be 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} printable characters, found ${idempotencyKey.length}`,
    })
  if (expectedVersion != null && !target)
    problems.push({
      path: ['options', 'expectedVersion'],
      message: `must be left out: this command has no target to compare it with, found ${expectedVersion}`,
    })
  if (expectedVersion != null && expectedVersion < 0)
    problems.push({
      path: ['options', 'expectedVersion'],
      message: `must be at least 0, found ${expectedVersion}`,
    })
  return problems
}

const isKey = (key: string) =>
  key.length > 0 && key.length <= IDEMPOTENCY_KEY_LENGTH_MAX && /^[\x20-\x7e]+$/.test(key)

const hashOf = (command: string, input: unknown): string =>
  createHash('sha256')
    .update(`${command} ${JSON.stringify(input)}`)
    .digest('base64url')
