// The app of an operator's settings; the folder of its database is made where it is missing.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type App, openApp } from '#app'
import type { Config } from '#config'
import type { Logger } from '#http/log.ts'
import { CHECKPOINT_LIMITS } from '#kernel/database/sqlite/checkpoint.ts'
import type { Declared } from '#kernel/run-reactions.ts'
import type { Done } from '#kernel/spent.ts'
import { QUEUE_LIMITS } from '#kernel/write-queue.ts'
import type { PaymentProvider } from '#payments/provider.ts'
import { stripeProvider } from '#payments/stripe/stripe.ts'
import { webhookSecret } from '#webhooks/secret.ts'
import { RELEASE } from './release.ts'

/** Their reads take a few milliseconds; nobody writes meanwhile. */
const READERS_ELSEWHERE_MS_MAX = 100

export function openShop(
  config: Config,
  {
    log,
    migrates = true,
    reacts = true,
    batchMsMax = QUEUE_LIMITS.batchMsMax,
    onDone = () => {},
    follows,
    isReadElsewhere = false,
  }: {
    log: Logger
    migrates?: boolean
    reacts?: boolean
    batchMsMax?: number
    onDone?: (done: readonly Done[]) => void
    follows?: (app: App) => Declared
    /** True where other processes of this server read. */
    isReadElsewhere?: boolean
  },
): Promise<App> {
  if ('file' in config.database) mkdirSync(dirname(config.file), { recursive: true })
  return openApp({
    database: config.database,
    shop: config.shop,
    paymentProviders: paymentProvidersOf(config),
    release: RELEASE,
    queue: { ...QUEUE_LIMITS, batchMsMax, queueLengthMax: config.queueLengthMax },
    checkpoints: {
      ...CHECKPOINT_LIMITS,
      othersMsMax: isReadElsewhere ? READERS_ELSEWHERE_MS_MAX : CHECKPOINT_LIMITS.othersMsMax,
    },
    deadlineMs: config.commandDeadlineMs,
    idempotencyKeyLifetimeMs: config.idempotencyKeyLifetimeMs,
    migrates,
    reacts,
    ...(config.webhookSigningKey && { webhookSecret: webhookSecret(config.webhookSigningKey) }),
    ...(follows && { follows }),
    onDone,
    onFault: (fault, where) => log.error({ err: fault, ...where }, failed(where)),
  })
}

export const paymentProvidersOf = ({ stripe }: Config): readonly PaymentProvider[] =>
  stripe ? [stripeProvider(stripe)] : []

const failed = (where: object): string =>
  'reaction' in where
    ? 'A reaction failed'
    : 'chore' in where
      ? 'A chore failed'
      : 'A command failed'
