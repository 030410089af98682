// Who asks, and the keys by which they are known.
import { loadLastUsed } from '#kernel/last-used.ts'
import { type ApiKeyRow, apiKeyListing, loadApiKeyViews } from '#read/api-key/load.ts'
import { API_KEY_KINDS } from '#write/access/api-key-kinds.ts'
import { createApiKey } from '#write/access/create-api-key.ts'
import { inOrder, namesOf } from '#write/access/permissions.ts'
import { revokeApiKey } from '#write/access/revoke-api-key.ts'
import { rotateApiKey } from '#write/access/rotate-api-key.ts'
import { builder, needs, PUBLIC } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import type { Viewer as Asking, Batch } from './context.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { Permission, permissionsOfStaff, StaffMember } from './staff.ts'
import { enumNamed } from './vocabulary.ts'

const KEYS: Batch<string, ApiKeyRow | null> = { load: loadApiKeyViews }
const LAST_USED: Batch<string, number | null> = { load: loadLastUsed }

export const ApiKey = noun<ApiKeyRow>({
  name: 'ApiKey',
  kind: 'apiKey',
  description:
    'A key to the API. The key itself was shown once; here is how to tell it from others.',
  source: {
    view: 'api_key_view',
    keyOf: ({ id }) => id,
    load: loadApiKeyViews,
    permission: 'access.read, or having made the key in this request',
    visible: ({ id }, viewer) => viewer.holds('access.read') || viewer.wasGranted(id),
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often it has changed.' }),
    name: t.exposeString('name', { description: 'What it is for.' }),
    kind: t.expose('kind', {
      type: enumNamed('ApiKeyKind', API_KEY_KINDS),
      description: 'Who holds it.',
    }),
    hint: t.exposeString('hint', { description: "The key's first characters." }),
    staffMember: t.field({
      type: StaffMember.ref,
      nullable: true,
      description: "Whose key it is; null for one that is nobody's in particular.",
      resolve: ({ staffMemberId }, _, context) =>
        staffMemberId === null ? null : context.row(StaffMember.source, staffMemberId),
    }),
    permissions: t.field({
      type: [Permission],
      description: 'What it may do: by itself, or by the roles of whose key it is.',
      resolve: ({ staffMemberId, permissions }, _, context) =>
        staffMemberId === null ? namesOf(permissions) : permissionsOfStaff(staffMemberId, context),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    lastUsedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a request last came with it, to the minute or so; null for never.',
      resolve: ({ id }, _, context) => context.batched(LAST_USED, id),
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'From when on it opens nothing; null where it does not expire.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken out of use; null where it opens what it may.',
    }),
  }),
})

export const Viewer = builder.objectRef<Asking>('Viewer').implement({
  description: 'Whoever sent this request.',
  fields: (t) => ({
    kind: t.field({
      type: enumNamed('ViewerKind', {
        STAFF: 'Somebody who runs the shop, by a staff key.',
        CUSTOMER: 'A customer who is signed in.',
        PUBLISHABLE: "A shop's front end by its publishable key, or nobody known.",
        SYSTEM: 'A part of this system itself.',
      }),
      description: 'What they are.',
      resolve: ({ actor }) => actor.kind,
    }),
    id: t.id({
      nullable: true,
      description: "The API key's id, or the customer's; null for nobody known.",
      resolve: ({ actor }) => (actor.id === 'anonymous' ? null : actor.id),
    }),
    staffMember: t.field({
      type: StaffMember.ref,
      nullable: true,
      description: "The staff member whose key came with the request, if it is somebody's.",
      resolve: async ({ actor }, _, context) => {
        const key = actor.kind === 'STAFF' ? await context.batched(KEYS, actor.id) : null
        if (!key?.staffMemberId) return null
        context.grant(key.staffMemberId) // Everybody may see themselves.
        return context.row(StaffMember.source, key.staffMemberId)
      },
    }),
    permissions: t.field({
      type: [Permission],
      description: 'What they may do. Customers see and change their own things alone.',
      resolve: ({ actor }) => namesOf(inOrder(actor.permissions)),
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    ...needs(PUBLIC),
    description: 'Who you are, and what you may do.',
    type: Viewer,
    nullable: true,
    resolve: (_, __, { viewer }) => viewer,
  }),
)

builder.queryField('apiKey', (t) =>
  t.field({
    ...needs('access.read'),
    description: 'An API key by its id.',
    type: ApiKey.ref,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_, { id }, context) => context.row(ApiKey.source, id),
  }),
)

listField('apiKeys', {
  name: 'ApiKey',
  description: 'All API keys, those that were revoked too.',
  permission: 'access.read',
  connection: connectionOf(ApiKey),
  listing: apiKeyListing,
  keyOf: ({ id }) => id,
  primes: ApiKey,
})

const SHOWN_ONCE = {
  secret:
    'The key itself: keep it now, it is never shown again. Null where the command was refused, replayed or a dry run.',
}

mutation(createApiKey, { apiKey: ApiKey }, { grants: ['apiKey'], shows: SHOWN_ONCE })
mutation(rotateApiKey, { apiKey: ApiKey }, { grants: ['apiKey'], shows: SHOWN_ONCE })
mutation(revokeApiKey, { apiKey: ApiKey }, { grants: ['apiKey'] })
