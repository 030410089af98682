// Offers a shipping method no more. Carts that chose it say so; orders keep it.
import { command, id } from '#write/command.ts'
import { shippingMethodArchived } from './events.ts'
import { requireOfferedMethod, writeMethod } from './method.ts'
import { ShippingMethodIsArchived, ShippingMethodNotFound } from './rejections.ts'

export const archiveShippingMethod = command({
  name: 'ArchiveShippingMethod',
  summary:
    'Offers a shipping method no more. A cart that chose it must choose another before it is placed; orders keep it.',
  permission: 'settings.write',
  input: { shippingMethodId: id('shippingMethod').describe('The method.') },
  target: ({ shippingMethodId }) => ({ aggregate: 'shippingMethod', id: shippingMethodId }),
  rejections: [ShippingMethodNotFound, ShippingMethodIsArchived],

  async handle({ tx, now, record }, { shippingMethodId }) {
    const { createdAt: _, ...method } = await requireOfferedMethod(tx, shippingMethodId)
    await writeMethod(tx, { ...method, archivedAt: now })
    record(shippingMethodArchived({ shippingMethodId }))
    return { shippingMethod: shippingMethodId }
  },
})
