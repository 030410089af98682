// What webhooks are signed with. A secret follows from the server's key, the webhook and its number, and
// stands nowhere: not in the database, not in the journal, not in a backup.
import { hkdfSync } from 'node:crypto'

/** A secret as Standard Webhooks write it, by the webhook's id and the secret's number. */
export type WebhookSecret = (webhookId: string, number: number) => string

const SECRET_BYTES = 32

export const webhookSecret =
  (signingKey: string): WebhookSecret =>
  (webhookId, number) => {
    const bytes = hkdfSync('sha256', signingKey, webhookId, `webhook ${number}`, SECRET_BYTES)
    return `whsec_${Buffer.from(bytes).toString('base64')}`
  }
