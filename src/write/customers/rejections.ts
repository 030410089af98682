// What customers refuse.
import { integer, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { id } from '#write/command.ts'

export const CustomerNotFound = rejection({
  name: 'CustomerNotFound',
  summary: 'There is no such customer.',
  facts: { customerId: id('customer').describe('The customer that was asked for.') },
  message: ({ customerId }) => `There is no customer ${customerId}.`,
})

export const CustomerUnidentified = rejection({
  name: 'CustomerUnidentified',
  summary: 'A customer must keep an e-mail, an external id or a subject to be known by.',
  facts: {},
  message: () => 'A customer needs at least one of e-mail, external id and subject; none is left.',
})

export const EmailTaken = rejection({
  name: 'EmailTaken',
  summary: 'Another customer has this e-mail; upper and lower case are the same.',
  facts: { customerId: id('customer').describe('Whose e-mail it is.') },
  message: ({ customerId }) => `The e-mail is that of the customer ${customerId}.`,
})

export const ExternalIdTaken = rejection({
  name: 'ExternalIdTaken',
  summary: 'Another customer has this external id.',
  facts: {
    customerId: id('customer').describe('Whose external id it is.'),
    externalId: text().describe('The external id that is taken.'),
  },
  message: ({ customerId, externalId }) =>
    `The external id ${externalId} is that of the customer ${customerId}.`,
})

export const SubjectTaken = rejection({
  name: 'SubjectTaken',
  summary: "Another customer has this subject of the identity provider's.",
  facts: { customerId: id('customer').describe('Whose subject it is.') },
  message: ({ customerId }) => `The subject is that of the customer ${customerId}.`,
})

export const CustomerRepeated = rejection({
  name: 'CustomerRepeated',
  summary: 'One customer stands twice where each may stand once.',
  facts: { customerId: id('customer').describe('The customer that stands twice.') },
  message: ({ customerId }) => `The customer ${customerId} stands twice.`,
})

export const AddressNotFound = rejection({
  name: 'AddressNotFound',
  summary: 'The customer has no such address.',
  facts: {
    customerId: id('customer').describe('The customer that was asked for.'),
    addressId: id('address').describe('The address that was asked for.'),
  },
  message: ({ customerId, addressId }) => `The customer ${customerId} has no address ${addressId}.`,
})

export const TooManyAddresses = rejection({
  name: 'TooManyAddresses',
  summary: 'A customer can have no more addresses than the limit that is stated.',
  facts: { addressesMax: integer().describe('The most addresses that a customer can have.') },
  message: ({ addressesMax }) => `A customer can have at most ${addressesMax} addresses.`,
})
