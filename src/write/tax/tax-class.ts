// Tax classes and rates as commands take them.
import { RATE_WHOLE } from '#domain/quote.ts'
import { isTaxClass, TAX_CLASS_RULE } from '#domain/tax.ts'
import { integer, textWhere } from '#kernel/input.ts'

/** A code of the merchant's own making. */
export const taxClass = () => textWhere(isTaxClass, TAX_CLASS_RULE, { max: 30 })

/** Thousandths of a percent, up to the whole. */
export const rate = ({ min = 0 }: { min?: number } = {}) => integer({ min, max: RATE_WHOLE })
