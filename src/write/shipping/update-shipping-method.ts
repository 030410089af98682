// Changes a shipping method: carts follow at once, orders keep what they were placed with.
import { STANDARD_TAX_CLASS } from '#domain/tax.ts'
import { maybe, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { taxClass } from '#write/tax/tax-class.ts'
import { shippingMethodUpdated } from './events.ts'
import { requireOfferedMethod, writeMethod } from './method.ts'
import { basis, bracketList, countryCodes, requireBrackets } from './method-input.ts'
import {
  ShippingBracketsInvalid,
  ShippingMethodIsArchived,
  ShippingMethodNotFound,
} from './rejections.ts'

export const updateShippingMethod = command({
  name: 'UpdateShippingMethod',
  summary:
    'Changes a shipping method. What is left out stays. Carts follow at once, orders keep what they were placed with.',
  permission: 'settings.write',
  input: {
    shippingMethodId: id('shippingMethod').describe('The method to change.'),
    name: maybe(text({ max: 100 })).describe('What shoppers read from now on; null leaves it.'),
    countryCodes: maybe(countryCodes()).describe(
      'Where it goes to from now on, as ISO 3166-1 alpha-2; null or empty is everywhere.',
    ),
    basis: maybe(basis()).describe('What its price goes by from now on; null leaves it.'),
    brackets: maybe(bracketList()).describe('All its prices from now on; null leaves them.'),
    taxClass: maybe(taxClass()).describe(
      `The class that it is taxed as from now on; null is ${STANDARD_TAX_CLASS}.`,
    ),
  },
  target: ({ shippingMethodId }) => ({ aggregate: 'shippingMethod', id: shippingMethodId }),
  rejections: [ShippingMethodNotFound, ShippingMethodIsArchived, ShippingBracketsInvalid],

  async handle({ tx, record }, { shippingMethodId, ...input }) {
    const method = await requireOfferedMethod(tx, shippingMethodId)
    const basis = input.basis ?? method.basis
    await writeMethod(tx, {
      id: shippingMethodId,
      name: input.name ?? method.name,
      countryCodes:
        input.countryCodes === undefined
          ? method.countryCodes
          : [...new Set(input.countryCodes ?? [])],
      basis,
      brackets: requireBrackets(basis, input.brackets ?? method.brackets),
      taxClass:
        input.taxClass === undefined ? method.taxClass : (input.taxClass ?? STANDARD_TAX_CLASS),
      archivedAt: null,
    })
    record(shippingMethodUpdated({ shippingMethodId }))
    return { shippingMethod: shippingMethodId }
  },
})
