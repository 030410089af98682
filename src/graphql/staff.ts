// Who works for the shop: staff members, and the roles by which they may do what they may.
import { loadRoleViews, type RoleRow, roleListing } from '#read/role/load.ts'
import {
  loadStaffMemberViews,
  loadStaffPermissions,
  type StaffMemberRow,
  staffMemberListing,
} from '#read/staff-member/load.ts'
import { createRole } from '#write/access/create-role.ts'
import { createStaffMember } from '#write/access/create-staff-member.ts'
import { deactivateStaffMember } from '#write/access/deactivate-staff-member.ts'
import { deleteRole } from '#write/access/delete-role.ts'
import { inOrder, namesOf, PERMISSION_NAMES } from '#write/access/permissions.ts'
import { reactivateStaffMember } from '#write/access/reactivate-staff-member.ts'
import { updateRole } from '#write/access/update-role.ts'
import { updateStaffMember } from '#write/access/update-staff-member.ts'
import { builder, needs } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import type { Batch, Context } from './context.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { enumNamed } from './vocabulary.ts'

export const Permission = enumNamed('Permission', PERMISSION_NAMES)

const ROLES: Batch<string, RoleRow | null> = { load: loadRoleViews }

const PERMISSIONS: Batch<string, string[]> = { load: loadStaffPermissions }

/** What a staff member may do while active. */
export const permissionsOfStaff = async (staffMemberId: string, context: Context) =>
  namesOf(inOrder(await context.batched(PERMISSIONS, staffMemberId)))

export const Role = noun<RoleRow>({
  name: 'Role',
  kind: 'role',
  description: 'Permissions under a name, which staff members have.',
  source: {
    view: 'role_view',
    keyOf: ({ id }) => id,
    load: loadRoleViews,
    permission: 'access.read, or having made or changed the role in this request',
    visible: ({ id }, viewer) => viewer.holds('access.read') || viewer.wasGranted(id),
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often it has changed.' }),
    name: t.exposeString('name', { description: 'What it is called.' }),
    permissions: t.field({
      type: [Permission],
      description: 'What who has it may do.',
      resolve: ({ permissions }) => namesOf(permissions),
    }),
    staffMemberCount: t.exposeInt('staffMembers', {
      description: 'How many have it, those who were deactivated too.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
})

export const StaffMember = noun<StaffMemberRow>({
  name: 'StaffMember',
  kind: 'staffMember',
  description: 'Somebody who works for the shop, and gets in by keys of their own.',
  source: {
    view: 'staff_member_view',
    keyOf: ({ id }) => id,
    load: loadStaffMemberViews,
    permission: 'access.read, or having made or changed them in this request',
    visible: ({ id }, viewer) => viewer.holds('access.read') || viewer.wasGranted(id),
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often they have changed.' }),
    name: t.exposeString('name', { description: 'What they are called.' }),
    email: t.exposeString('email', { description: 'Where to write to.' }),
    roles: t.field({
      type: [Role.ref],
      description: 'The roles that they have: whoever sees them sees these.',
      resolve: async ({ roleIds }, _, context) => {
        const rows = await Promise.all(roleIds.map((id) => context.batched(ROLES, id)))
        return rows.filter((row) => row !== null)
      },
    }),
    permissions: t.field({
      type: [Permission],
      description: 'What their roles hold together: what they may do while they are active.',
      resolve: ({ id }, _, context) => permissionsOfStaff(id, context),
    }),
    isActive: t.exposeBoolean('isActive', {
      description: 'False once they were deactivated: none of their keys opens anything.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they joined.' }),
    deactivatedAt: t.expose('deactivatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when they are deactivated, if they are.',
    }),
  }),
})

builder.queryField('role', (t) =>
  t.field({
    ...needs('access.read'),
    description: 'A role by its id.',
    type: Role.ref,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_, { id }, context) => context.row(Role.source, id),
  }),
)

builder.queryField('staffMember', (t) =>
  t.field({
    ...needs('access.read'),
    description: 'A staff member by their id.',
    type: StaffMember.ref,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Their id.' }) },
    resolve: (_, { id }, context) => context.row(StaffMember.source, id),
  }),
)

listField('roles', {
  name: 'Role',
  description: 'All roles.',
  permission: 'access.read',
  connection: connectionOf(Role),
  listing: roleListing,
  keyOf: ({ id }) => id,
  primes: Role,
})

listField('staffMembers', {
  name: 'StaffMember',
  description: 'All staff members, those who were deactivated too.',
  permission: 'access.read',
  connection: connectionOf(StaffMember),
  listing: staffMemberListing,
  keyOf: ({ id }) => id,
  primes: StaffMember,
})

mutation(createRole, { role: Role }, { grants: ['role'] })
mutation(updateRole, { role: Role }, { grants: ['role'] })
mutation(deleteRole, {})
mutation(createStaffMember, { staffMember: StaffMember }, { grants: ['staffMember'] })
mutation(updateStaffMember, { staffMember: StaffMember }, { grants: ['staffMember'] })
mutation(deactivateStaffMember, { staffMember: StaffMember }, { grants: ['staffMember'] })
mutation(reactivateStaffMember, { staffMember: StaffMember }, { grants: ['staffMember'] })
