// Adds a way in which the shop ships.
import { STANDARD_TAX_CLASS } from '#domain/tax.ts'
import { insertInto } from '#kernel/database/statement.ts'
import { maybe, text } from '#kernel/input.ts'
import { command } from '#write/command.ts'
import { taxClass } from '#write/tax/tax-class.ts'
import { shippingMethodCreated } from './events.ts'
import { countOffered, METHODS_MAX } from './method.ts'
import { basis, bracketList, countryCodes, requireBrackets } from './method-input.ts'
import { ShippingBracketsInvalid, TooManyShippingMethods } from './rejections.ts'
import { shippingMethods } from './tables.ts'

export const createShippingMethod = command({
  name: 'CreateShippingMethod',
  summary: 'Adds a way in which the shop ships, with its prices.',
  permission: 'settings.write',
  input: {
    name: text({ max: 100 }).describe('What shoppers read: `Standard, 2 to 3 days`.'),
    countryCodes: maybe(countryCodes()).describe(
      'Where it goes to, as ISO 3166-1 alpha-2. Left out or empty is everywhere.',
    ),
    basis: basis().describe('What its price goes by.'),
    brackets: bracketList().describe(
      'Its prices, of each currency from the lowest bracket to the highest. Not offered in other currencies, nor above the last bracket.',
    ),
    taxClass: maybe(taxClass()).describe(
      `The class that it is taxed as; ${STANDARD_TAX_CLASS} unless given.`,
    ),
  },
  rejections: [ShippingBracketsInvalid, TooManyShippingMethods],

  async handle({ tx, now, newId, record }, input) {
    const brackets = requireBrackets(input.basis, input.brackets)
    const [offered] = await countOffered(tx, {})
    if ((offered?.count ?? 0) >= METHODS_MAX)
      throw new TooManyShippingMethods({ methodsMax: METHODS_MAX }, ['input'])
    const id = newId('shippingMethod')
    const { name, basis } = input
    await insertMethod(tx, [
      {
        id,
        name,
        basis,
        brackets,
        countryCodes: [...new Set(input.countryCodes ?? [])],
        taxClass: input.taxClass ?? STANDARD_TAX_CLASS,
        createdAt: now,
        archivedAt: null,
      },
    ])
    record(shippingMethodCreated({ shippingMethodId: id }))
    return { shippingMethod: id }
  },
})

const insertMethod = insertInto(shippingMethods)
