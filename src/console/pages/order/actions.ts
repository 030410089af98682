// Each action that an order may offer, as the forms that carry it out: none, one, or one for each payment,
// fulfilment or return that it can mean.
import type { OrderAction, ReturnReason } from '../../generated/graphql.ts'
import { type Form, form, linesOf, orNull, type UnitRow } from '../../parts/form.tsx'
import { money, words } from '../../parts/words.ts'
import * as commands from './commands.ts'
import type { Line, Location, Order } from './read.ts'

type Scene = { order: Order; locations: readonly Location[] }

const RETURN_REASONS: readonly ReturnReason[] = [
  'UNWANTED',
  'DAMAGED',
  'DEFECTIVE',
  'LATE',
  'NOT_AS_DESCRIBED',
  'WRONG_ITEM',
  'WRONG_SIZE',
  'OTHER',
]
const METHODS = ['bank transfer', 'cash', 'card terminal', 'cheque']

const optionsOf = (names: readonly string[]) =>
  names.map((value) => ({ value, label: words(value) }))
const reason = { kind: 'text', label: 'Reason' } as const
const optionalReason = { ...reason, optional: true } as const

/** Lines of which some units are left, by what is counted of them. */
const unitsOf = (
  lines: readonly Line[],
  left: (line: Line) => number,
  isFilled = false,
): UnitRow[] =>
  lines
    .map((line) => ({ line, max: left(line) }))
    .filter(({ max }) => max > 0)
    .map(({ line: { id, sku, name }, max }) => ({
      ...{ id, label: `${name} (${sku})`, max, units: isFilled ? max : 0 },
    }))

const standing = ({ quantity, cancelled }: Line) => quantity - cancelled
const open = (line: Line) => standing(line) - line.inFulfilment
const heldBy = (line: Line, locationId: string) =>
  line.allocations?.find(({ location }) => location?.id === locationId)?.quantity ?? 0

const payments = (order: Order, what: 'capturable' | 'refundable' | 'voidable') =>
  order.payments.flatMap((payment) => {
    const amount = payment[what]
    const title = `${words(payment.method)}${payment.reference ? ` ${payment.reference}` : ''}`
    return amount && amount.amount > 0
      ? [{ id: payment.id, title: `${title}, ${money(amount)}`, amount }]
      : []
  })

const namedBy = (title: string, of: string, isOnly: boolean) => (isOnly ? title : `${title}: ${of}`)

const FORMS: Record<OrderAction, (scene: Scene) => Form[]> = {
  ADD_NOTE: ({ order: { id: orderId } }) => [
    form(commands.AddOrderNote, {
      title: 'Add note',
      fields: {
        text: { kind: 'text', label: 'Note', long: true, hint: 'Customers never see it.' },
      },
      variables: ({ text }) => ({ input: { orderId, text } }),
    }),
  ],

  HOLD: ({ order: { id: orderId } }) => [
    form(commands.HoldOrder, {
      title: 'Hold',
      says: 'Nothing of it ships until it is released.',
      fields: { reason },
      variables: ({ reason }) => ({ input: { orderId, reason } }),
    }),
  ],

  RELEASE: ({ order: { id: orderId } }) => [
    form(commands.ReleaseOrder, {
      title: 'Release',
      fields: {},
      variables: () => ({ input: { orderId } }),
    }),
  ],

  EDIT: ({ order }) => [
    form(commands.EditOrder, {
      title: 'Edit',
      says: 'Units can be put up and down; 0 takes a line out. What it costs and what is due follow.',
      fields: {
        units: {
          kind: 'units',
          label: 'Lines',
          rows: order.lines.map((line) => ({
            ...{ id: line.id, label: `${line.name} (${line.sku})`, units: standing(line) },
          })),
        },
        variantId: { kind: 'variant', label: 'Something to add', optional: true },
        quantity: { kind: 'whole', label: 'Units of it', initial: 1, min: 1 },
        code: { kind: 'text', label: 'Discount code to add', optional: true },
        reason,
      },
      variables: ({ units, variantId, quantity, code, reason }) => ({
        input: {
          orderId: order.id,
          reason,
          setLines: order.lines
            .map((line) => ({ line, quantity: units[line.id] ?? 0 }))
            .filter(({ line, quantity }) => quantity !== standing(line))
            .map(({ line, quantity }) => ({ orderLineId: line.id, quantity })),
          ...(variantId && { addLines: [{ variantId, quantity }] }),
          ...(orNull(code) && { addDiscountCodes: [code.trim()] }),
        },
        // Whatever changed since the page was read is looked at first.
        options: { expectedVersion: order.version },
      }),
    }),
  ],

  CANCEL: ({ order: { id: orderId } }) => [
    form(commands.CancelOrder, {
      title: 'Cancel order',
      says: 'Its goods go back on sale. What was paid must be refunded.',
      isGrave: true,
      fields: { reason: optionalReason },
      variables: ({ reason }) => ({ input: { orderId, reason: orNull(reason) } }),
    }),
  ],

  CANCEL_LINES: ({ order }) => [
    form(commands.CancelOrderLines, {
      title: 'Cancel units',
      isGrave: true,
      fields: {
        units: { kind: 'units', label: 'What is cancelled', rows: unitsOf(order.lines, open) },
        reason: optionalReason,
      },
      variables: ({ units, reason }) => ({
        input: { orderId: order.id, lines: linesOf(units), reason: orNull(reason) },
      }),
    }),
  ],

  CLOSE: ({ order: { id: orderId } }) => [
    form(commands.CloseOrder, {
      title: 'Close order',
      says: 'It counts as done, though it is not paid in full.',
      isGrave: true,
      fields: { reason: optionalReason },
      variables: ({ reason }) => ({ input: { orderId, reason: orNull(reason) } }),
    }),
  ],

  AUTHORIZE_PAYMENT: ({ order: { id: orderId, due, currency } }) => [
    form(commands.AuthorizePayment, {
      title: 'Note an authorization',
      fields: {
        provider: {
          ...{ kind: 'text', label: 'Provider', initial: 'manual' },
          hint: 'One that the shop is connected with, or manual.',
        },
        method: { kind: 'text', label: 'Method', initial: 'card' },
        amount: { kind: 'money', label: 'Amount', currency, initial: due.decimal },
        reference: { kind: 'text', label: 'Reference', optional: true },
      },
      variables: ({ provider, method, amount, reference }) => ({
        input: {
          ...{ orderId, provider, method, amount: { amount, currency } },
          reference: orNull(reference),
        },
      }),
    }),
  ],

  RECORD_PAYMENT: ({ order: { id: orderId, due, currency } }) => [
    form(commands.RecordManualPayment, {
      title: 'Record payment',
      fields: {
        amount: { kind: 'money', label: 'Amount', currency, initial: due.decimal },
        method: { kind: 'choice', label: 'Method', options: optionsOf(METHODS) },
        reference: { kind: 'text', label: 'Reference', optional: true },
      },
      variables: ({ amount, method, reference }) => ({
        input: { orderId, amount: { amount, currency }, method, reference: orNull(reference) },
      }),
    }),
  ],

  CAPTURE_PAYMENT: ({ order }) =>
    payments(order, 'capturable').map(({ id: paymentId, title, amount: left }, _, all) =>
      form(commands.CapturePayment, {
        about: paymentId,
        title: namedBy('Capture', title, all.length === 1),
        fields: {
          amount: {
            ...{ kind: 'money', label: 'Amount', currency: left.currency, initial: left.decimal },
            hint: `${money(left)} can be captured.`,
          },
        },
        variables: ({ amount }) => ({
          input: { paymentId, amount: { amount, currency: left.currency } },
        }),
      }),
    ),

  VOID_PAYMENT: ({ order }) =>
    payments(order, 'voidable').map(({ id: paymentId, title, amount }, _, all) =>
      form(commands.VoidPayment, {
        about: paymentId,
        title: namedBy('Void', title, all.length === 1),
        says: `${money(amount)} that was promised is let go.`,
        isGrave: true,
        fields: {},
        variables: () => ({ input: { paymentId } }),
      }),
    ),

  REFUND_PAYMENT: ({ order }) =>
    payments(order, 'refundable').map(({ id: paymentId, title, amount: left }, _, all) =>
      form(commands.RefundPayment, {
        about: paymentId,
        title: namedBy('Refund', title, all.length === 1),
        isGrave: true,
        fields: {
          amount: {
            ...{ kind: 'money', label: 'Amount', currency: left.currency, initial: left.decimal },
            hint: `${money(left)} can be refunded.`,
          },
          reason: optionalReason,
        },
        variables: ({ amount, reason }) => ({
          input: {
            paymentId,
            amount: { amount, currency: left.currency },
            reason: orNull(reason),
          },
        }),
      }),
    ),

  GRANT_REFUND: ({ order: { id: orderId, currency } }) => [
    form(commands.GrantRefund, {
      title: 'Grant refund',
      says: 'Lowers what is due without anything coming back, such as for damage.',
      fields: { amount: { kind: 'money', label: 'Amount', currency }, reason },
      variables: ({ amount, reason }) => ({
        input: { orderId, amount: { amount, currency }, reason },
      }),
    }),
  ],

  CREATE_FULFILMENT: ({ order, locations }) =>
    locations
      .map((location) => ({
        location,
        rows: unitsOf(order.lines, (line) => heldBy(line, location.id), true),
      }))
      .filter(({ rows }) => rows.length > 0)
      .map(({ location: { id: locationId, name }, rows }, _, all) =>
        form(commands.CreateFulfilment, {
          about: locationId,
          title: namedBy('Begin to pack', name, all.length === 1),
          fields: { units: { kind: 'units', label: `What ships from ${name}`, rows } },
          variables: ({ units }) => ({
            input: { orderId: order.id, locationId, lines: linesOf(units) },
          }),
        }),
      ),

  SHIP_FULFILMENT: ({ order }) =>
    fulfilments(order, 'PENDING').map(({ id: fulfilmentId, title }, _, all) =>
      form(commands.ShipFulfilment, {
        about: fulfilmentId,
        title: namedBy('Ship', title, all.length === 1),
        fields: {
          carrier: { kind: 'text', label: 'Carrier', optional: true },
          number: { kind: 'text', label: 'Tracking number', optional: true },
          url: { kind: 'text', label: 'Where to follow it', optional: true },
        },
        variables: ({ carrier, number, url }) => ({
          input: {
            fulfilmentId,
            ...(orNull(number) && { trackings: [{ carrier, number, url: orNull(url) }] }),
          },
        }),
      }),
    ),

  DELIVER_FULFILMENT: ({ order }) =>
    fulfilments(order, 'SHIPPED').map(({ id: fulfilmentId, title }, _, all) =>
      form(commands.DeliverFulfilment, {
        about: fulfilmentId,
        title: namedBy('Mark delivered', title, all.length === 1),
        fields: {},
        variables: () => ({ input: { fulfilmentId } }),
      }),
    ),

  CANCEL_FULFILMENT: ({ order }) =>
    fulfilments(order, 'PENDING').map(({ id: fulfilmentId, title }, _, all) =>
      form(commands.CancelFulfilment, {
        about: fulfilmentId,
        title: namedBy('Unpack', title, all.length === 1),
        isGrave: true,
        fields: { reason: optionalReason },
        variables: ({ reason }) => ({ input: { fulfilmentId, reason: orNull(reason) } }),
      }),
    ),

  REQUEST_RETURN: ({ order }) => [
    form(commands.RequestReturn, {
      title: 'Request return',
      fields: {
        units: {
          kind: 'units',
          label: 'What comes back',
          rows: unitsOf(order.lines, ({ returnable }) => returnable),
        },
        reason: { kind: 'choice', label: 'Reason', options: optionsOf(RETURN_REASONS) },
        note: { kind: 'text', label: 'Note', optional: true },
      },
      variables: ({ units, reason, note }) => ({
        input: {
          orderId: order.id,
          lines: linesOf(units).map((line) => ({ ...line, reason: reason as ReturnReason })),
          note: orNull(note),
        },
      }),
    }),
  ],

  APPROVE_RETURN: ({ order }) =>
    returns(order, 'REQUESTED').flatMap(({ id: returnId, title }, _, all) => [
      form(commands.ApproveReturn, {
        about: returnId,
        title: namedBy('Approve return', title, all.length === 1),
        fields: {},
        variables: () => ({ input: { returnId } }),
      }),
      form(commands.RejectReturn, {
        about: returnId,
        title: namedBy('Reject return', title, all.length === 1),
        isGrave: true,
        fields: { reason },
        variables: ({ reason }) => ({ input: { returnId, reason } }),
      }),
    ]),

  RECEIVE_RETURN: ({ order, locations }) =>
    returns(order, 'APPROVED', 'PARTIALLY_RECEIVED').map(({ id: returnId, title, rows }, _, all) =>
      form(commands.ReceiveReturn, {
        about: returnId,
        title: namedBy('Receive return', title, all.length === 1),
        fields: {
          locationId: {
            kind: 'choice',
            label: 'Where it arrived',
            options: locations.map(({ id, name }) => ({ value: id, label: name })),
          },
          restock: { kind: 'units', label: 'Good enough to sell', rows },
          damaged: {
            kind: 'units',
            label: 'Damaged',
            rows: rows.map((row) => ({ ...row, units: 0 })),
          },
          isLast: { kind: 'flag', label: 'Nothing more is to come' },
        },
        variables: ({ locationId, restock, damaged, isLast }) => ({
          input: {
            ...{ returnId, locationId, isLast },
            lines: rows
              .map(({ id }) => ({
                ...{ orderLineId: id, restock: restock[id] ?? 0, damaged: damaged[id] ?? 0 },
              }))
              .filter(({ restock, damaged }) => restock + damaged > 0),
          },
        }),
      }),
    ),
}

const fulfilments = (order: Order, ...statuses: string[]) =>
  order.fulfilments
    .filter(({ status }) => statuses.includes(status))
    .map(({ id, lines }) => ({
      ...{ id, title: lines.map(({ quantity, sku }) => `${quantity} × ${sku}`).join(', ') },
    }))

const returns = (order: Order, ...statuses: string[]) =>
  order.returns
    .filter(({ status }) => statuses.includes(status))
    .map(({ id, lines }) => ({
      id,
      title: lines.map(({ quantity, sku }) => `${quantity} × ${sku}`).join(', '),
      rows: lines.map(({ orderLineId, name, sku, quantity, restocked, damaged }): UnitRow => {
        const max = quantity - restocked - damaged
        return { id: orderLineId, label: `${name} (${sku})`, max, units: max }
      }),
    }))

/** In the order of the work: pack and ship, money, changes, ends. */
const ORDER: readonly OrderAction[] = [
  ...(['CREATE_FULFILMENT', 'SHIP_FULFILMENT', 'DELIVER_FULFILMENT'] as const),
  ...(['RECORD_PAYMENT', 'AUTHORIZE_PAYMENT', 'CAPTURE_PAYMENT', 'REFUND_PAYMENT'] as const),
  ...(['GRANT_REFUND', 'REQUEST_RETURN', 'APPROVE_RETURN', 'RECEIVE_RETURN', 'EDIT'] as const),
  ...(['ADD_NOTE', 'HOLD', 'RELEASE', 'CANCEL_FULFILMENT', 'VOID_PAYMENT'] as const),
  ...(['CANCEL_LINES', 'CANCEL', 'CLOSE'] as const),
]

export const formsOf = (scene: Scene): Form[] =>
  ORDER.filter((action) => scene.order.availableActions?.includes(action)).flatMap((action) =>
    FORMS[action](scene),
  )
