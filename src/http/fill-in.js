// Runs in the playground: remembers what an answer found, and puts it into the variables of the next
// example that asks for it. GraphiQL itself has no way to hand a result on. `window.demo` names the demo
// that the page belongs to, if any.
const WANTED = '(from the tab before)'

// The browser keeps tabs by address: those of an earlier demo here would bear a key of long ago.
if (window.demo && localStorage.getItem('demo') !== window.demo) {
  for (const name of Object.keys(localStorage))
    if (name.startsWith('graphiql:')) localStorage.removeItem(name)
  sessionStorage.removeItem('found')
  localStorage.setItem('demo', window.demo)
}

const found = new Map(Object.entries(JSON.parse(sessionStorage.getItem('found') ?? '{}')))

/** The first variant that can be bought, the cart or the draft that was begun, and what came of it. */
function remember({ data }) {
  const nodes = data?.products?.nodes ?? []
  const variants = nodes.flatMap((product) => product.variants ?? [])
  const variant = variants.find(({ price, available }) => price && available > 0)
  if (variant) found.set('variantId', variant.id)
  const cart = data?.startCart?.cart
  if (cart) found.set('cartId', cart.id)
  const draft = data?.createDraftOrder?.draftOrder
  if (draft) found.set('draftOrderId', draft.id)
  const order = data?.placeOrder?.order
  if (order) {
    found.set('orderId', order.id)
    found.set('reference', `transfer for order ${order.number}`)
  }
  const payment = data?.authorizePayment?.payment
  if (payment) found.set('paymentId', payment.id)
  const waiting = data?.fulfilmentQueue?.nodes.find(({ location }) => location)
  if (waiting) {
    found.set('orderId', waiting.order.id)
    found.set('locationId', waiting.location.id)
    found.set('orderLineId', waiting.lines[0].orderLineId)
  }
  const fulfilment = data?.createFulfilment?.fulfilment
  if (fulfilment) found.set('fulfilmentId', fulfilment.id)
  const back = data?.requestReturn?.return
  if (back) found.set('returnId', back.id)
  sessionStorage.setItem('found', JSON.stringify(Object.fromEntries(found)))
}

function fillIn(body) {
  const request = JSON.parse(body)
  for (const [name, value] of Object.entries(request.variables ?? {}))
    if (value === WANTED && found.has(name)) request.variables[name] = found.get(name)
  return JSON.stringify(request)
}

const send = window.fetch
window.fetch = async (url, options) => {
  const isOurs = typeof options?.body === 'string' && options.body.startsWith('{')
  const answer = await send(url, isOurs ? { ...options, body: fillIn(options.body) } : options)
  // What is followed never ends: nothing of it is waited for.
  if (isOurs && answer.headers.get('content-type')?.includes('json'))
    answer
      .clone()
      .json()
      .then(remember, () => {})
  return answer
}
