// What the API shows of it: a field of orders, and two mutations.
import { builder, mutation, Order } from 'quartermaster/module'
import { unwrapOrder, wrapOrder } from './commands.ts'
import { type GiftWrapRow, loadGiftWraps } from './view.ts'

const GiftWrap = builder.objectRef<GiftWrapRow>('GiftWrap').implement({
  description: 'How an order is wrapped.',
  fields: (t) => ({
    paper: t.exposeString('paper', { description: 'In which paper: a `GiftPaper`.' }),
    card: t.exposeString('card', {
      nullable: true,
      description: 'What the card says; null where there is none.',
    }),
  }),
})

const wraps = { load: loadGiftWraps }

builder.objectField(Order.ref, 'giftWrap', (t) =>
  t.field({
    type: GiftWrap,
    nullable: true,
    description: 'How it is wrapped; null where it is not.',
    resolve: ({ id }, _, context) => context.batched(wraps, id),
  }),
)

mutation(wrapOrder, { order: Order })
mutation(unwrapOrder, { order: Order })
