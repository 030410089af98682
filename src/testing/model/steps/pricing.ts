// Steps of what things cost beside their prices: discounts, taxes, ways of shipping, and what a cart has
// of them.
import type { Model, ModelCart, ModelDiscount, ModelMethod } from '../model.ts'
import { answer, countryAt, fitting, gbp, iso, type Plans, pick, type Step } from '../plan.ts'
import { usesOf } from '../prices.ts'

const HOUR = 3_600_000
const RATES = [0, 5_500, 20_000, 9_975]
const CLASSES = ['STANDARD', 'STANDARD', 'REDUCED', 'ZERO']

const isOpen = ({ status }: ModelCart) => status === 'OPEN'
const notOpen = (cart: ModelCart) => [!isOpen(cart), 'CART_NOT_OPEN'] as const
const hasEnded = (model: Model, { endsAt }: ModelDiscount) => endsAt <= model.now
const codeOf = (at: number): string => `CODE-${at % 8}`

/** Case makes no difference. */
const spelt = (code: string, at: number): string => (at % 3 === 0 ? code.toLowerCase() : code)

/** What a discount takes, as it is asked for and as it stands. */
function takesOf({ a, b }: Step): [input: object, takes: ModelDiscount['takes']] {
  if (a % 7 === 0) return [{ freeShipping: true }, { kind: 'SHIPPING' }]
  if (a % 2 === 0) {
    const rate = [10_000, 15_000, 33_333, 100_000][b % 4] as number
    return [{ rate }, { kind: 'SHARE', rate }]
  }
  const amount = 1 + (b % 400)
  return [{ amount: gbp(amount) }, { kind: 'AMOUNT', amount }]
}

/** How the price of a way of shipping goes by the subtotal, as it is asked for and as it stands. */
function bracketsOf({ a, b, n }: Step) {
  const price = b % 9 === 0 ? 0 : 50 + b
  if (n % 3 === 0) {
    const brackets = [{ currency: 'GBP', price }]
    return { basis: 'FLAT', brackets, isWrong: false, price, upTo: null, priceAbove: null }
  }
  const upTo = 300 + a
  const priceAbove = n % 6 === 2 ? null : 10 + (a % 90)
  const isWrong = n % 5 === 4 && priceAbove !== null
  const first = { currency: 'GBP', upTo, price }
  const above = { currency: 'GBP', upTo: isWrong ? upTo : null, price: priceAbove }
  const brackets = priceAbove === null ? [first] : [first, above]
  return { basis: 'SUBTOTAL', brackets, isWrong, price, upTo, priceAbove }
}

export const pricingSteps = {
  createDiscount: [
    2,
    (model, step) => {
      const { a, b, n } = step
      const code = n % 2 === 0 ? null : codeOf(b)
      const [asked, takes] = takesOf(step)
      const minimum = n % 5 === 0 ? 100 + a : 0
      const product = n % 4 === 0 ? pick(model.products, b) : undefined
      const startsAt = n % 7 === 0 ? model.now + HOUR : model.now
      const endsAt = n % 6 === 1 ? startsAt + (b % 9 === 0 ? 0 : 24 * HOUR) : Infinity
      const limit = b % 3 === 0 ? 1 + (n % 2) : Infinity
      const limitEach = b % 4 === 1 ? 1 : Infinity
      const isCombinable = a % 3 !== 0
      return {
        command: 'CreateDiscount',
        input: {
          ...{ name: 'A discount', takes: asked, isCombinable },
          ...(code !== null && { code }),
          ...(minimum > 0 && { minimumSubtotal: gbp(minimum) }),
          ...(product && { productIds: [product.id] }),
          ...(startsAt > model.now && { startsAt: iso(startsAt) }),
          ...(endsAt < Infinity && { endsAt: iso(endsAt) }),
          ...(limit < Infinity && { usageLimit: limit }),
          ...(limitEach < Infinity && { usageLimitPerCustomer: limitEach }),
        },
        expected: answer(
          [endsAt <= startsAt, 'DISCOUNT_DATES_REVERSED'],
          [
            code !== null && model.discounts.some((other) => other.code === code),
            'DISCOUNT_CODE_TAKEN',
          ],
        ),
        apply: ({ result }) => {
          model.discounts.push({
            ...{ id: result.discount as string, code, takes, minimum, isCombinable },
            ...{ productId: product?.id ?? null, limit, limitEach, endsAt },
            startsAt: startsAt > model.now ? startsAt : model.now,
          })
        },
      }
    },
  ],
  updateDiscount: [
    2,
    (model, { a, b, n }) => {
      const discount = fitting(model.discounts, a, (one) => !hasEnded(model, one))
      if (!discount) return null
      const limit = n % 3 === 0 ? null : 1 + (n % 3)
      const minimum = b % 3 === 0 ? null : 100 + b
      const isCombinable = b % 2 === 0
      return {
        command: 'UpdateDiscount',
        input: {
          ...{ discountId: discount.id, isCombinable, usageLimit: limit },
          minimumSubtotal: minimum === null ? null : gbp(minimum),
        },
        expected: answer(
          [hasEnded(model, discount), 'DISCOUNT_HAS_ENDED'],
          [limit !== null && limit < usesOf(model, discount).length, 'DISCOUNT_LIMIT_TOO_LOW'],
        ),
        apply: () => {
          discount.limit = limit ?? Infinity
          discount.minimum = minimum ?? 0
          discount.isCombinable = isCombinable
        },
      }
    },
  ],
  endDiscount: [
    1,
    (model, { a }) => {
      const discount = fitting(model.discounts, a, (one) => !hasEnded(model, one))
      return discount
        ? {
            command: 'EndDiscount',
            input: { discountId: discount.id },
            expected: answer([hasEnded(model, discount), 'DISCOUNT_HAS_ENDED']),
            apply: () => {
              discount.startsAt = Math.min(discount.startsAt, model.now)
              discount.endsAt = model.now
            },
          }
        : null
    },
  ],
  setTaxRate: [
    2,
    (model, { a, b, n }) => {
      const [countryCode, taxClass] = [countryAt(a), CLASSES[b % 4] as string]
      const rate = RATES[n % 4] as number
      return {
        command: 'SetTaxRate',
        input: { countryCode, taxClass, rate, name: 'VAT' },
        expected: answer([taxClass === 'ZERO' && rate !== 0, 'ZERO_CLASS_IS_NEVER_TAXED']),
        apply: () => {
          model.taxRates.set(`${countryCode} ${taxClass}`, rate)
        },
      }
    },
  ],
  removeTaxRate: [
    1,
    (model, { a, b }) => {
      const [countryCode, taxClass] = [countryAt(a), CLASSES[b % 4] as string]
      const key = `${countryCode} ${taxClass}`
      return {
        command: 'RemoveTaxRate',
        input: { countryCode, taxClass },
        expected: answer([!model.taxRates.has(key), 'TAX_RATE_NOT_FOUND']),
        apply: () => {
          model.taxRates.delete(key)
        },
      }
    },
  ],
  createShippingMethod: [
    2,
    (model, step) => {
      const { basis, brackets, isWrong, ...prices } = bracketsOf(step)
      const country = step.a % 4 === 0 ? countryAt(step.b) : null
      return {
        command: 'CreateShippingMethod',
        input: { name: 'Post', basis, brackets, ...(country && { countryCodes: [country] }) },
        expected: answer([isWrong, 'SHIPPING_BRACKETS_INVALID']),
        apply: ({ result }) => {
          const id = result.shippingMethod as string
          model.methods.push({ id, country, ...prices, isArchived: false })
        },
      }
    },
  ],
  updateShippingMethod: [
    1,
    (model, step) => {
      const method = fitting(model.methods, step.a, isOffered)
      if (!method) return null
      const { basis, brackets, isWrong, ...prices } = bracketsOf(step)
      return {
        command: 'UpdateShippingMethod',
        input: { shippingMethodId: method.id, basis, brackets },
        expected: answer(
          [method.isArchived, 'SHIPPING_METHOD_IS_ARCHIVED'],
          [isWrong, 'SHIPPING_BRACKETS_INVALID'],
        ),
        apply: () => {
          Object.assign(method, prices)
        },
      }
    },
  ],
  archiveShippingMethod: [
    1,
    (model, { a }) => {
      const method = fitting(model.methods, a, isOffered)
      return method
        ? {
            command: 'ArchiveShippingMethod',
            input: { shippingMethodId: method.id },
            expected: answer([method.isArchived, 'SHIPPING_METHOD_IS_ARCHIVED']),
            apply: () => {
              method.isArchived = true
            },
          }
        : null
    },
  ],
  applyDiscountCode: [
    3,
    (model, { a, b, n }) => {
      const cart = fitting(model.carts, a, isOpen)
      if (!cart) return null
      const withCode = model.discounts.filter(({ code }) => code !== null)
      const discount = n % 5 === 0 ? undefined : pick(withCode, b)
      return {
        command: 'ApplyDiscountCode',
        input: { cartId: cart.id, code: spelt(discount?.code ?? 'NOBODY-KNOWS', a) },
        expected: answer(notOpen(cart), [!discount, 'DISCOUNT_CODE_UNKNOWN']),
        apply: () => {
          if (!discount || cart.codes.includes(discount)) return
          cart.codes.push(discount)
          cart.touchedAt = model.now
        },
      }
    },
  ],
  removeDiscountCode: [
    1.5,
    (model, { a, b, n }) => {
      const cart = fitting(model.carts, a, (cart) => isOpen(cart) && cart.codes.length > 0)
      if (!cart) return null
      const discount = n % 3 === 0 ? undefined : pick(cart.codes, b)
      return {
        command: 'RemoveDiscountCode',
        input: { cartId: cart.id, code: discount?.code ?? codeOf(n + 100) },
        expected: answer(notOpen(cart), [
          !cart.codes.some(({ code }) => code === (discount?.code ?? codeOf(n + 100))),
          'DISCOUNT_CODE_NOT_ON_CART',
        ]),
        apply: () => {
          const gone = discount?.code ?? codeOf(n + 100)
          cart.codes = cart.codes.filter(({ code }) => code !== gone)
          cart.touchedAt = model.now
        },
      }
    },
  ],
  chooseShipping: [
    3,
    (model, { a, b, n }) => {
      const cart = fitting(model.carts, a, isOpen)
      if (!cart) return null
      const method = n % 6 === 0 ? null : (fitting(model.methods, b, isOffered) ?? null)
      return {
        command: 'ChooseShipping',
        input: { cartId: cart.id, shippingMethodId: method?.id ?? null },
        expected: answer(notOpen(cart), [
          method?.isArchived === true,
          'SHIPPING_METHOD_IS_ARCHIVED',
        ]),
        apply: () => {
          cart.method = method
          cart.touchedAt = model.now
        },
      }
    },
  ],
} satisfies Plans

const isOffered = ({ isArchived }: ModelMethod) => !isArchived
