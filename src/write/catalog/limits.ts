// How large the catalog's things may be: far above any page, and low enough that one command stays short.

export const VARIANTS_PER_PRODUCT_MAX = 100
/** Prices that one variant may be given at once: one a currency. */
export const PRICES_PER_INPUT_MAX = 50
/** Prices of a variant in one currency that hold now or later; past ones are kept while there is room. */
export const PRICES_PER_CURRENCY_MAX = 100
export const PRODUCTS_PER_COLLECTION_MAX = 1_000
export const PRODUCTS_PER_IMPORT_MAX = 100
/** Variants over all products of one import. */
export const VARIANTS_PER_IMPORT_MAX = 1_000
export const DESCRIPTION_LENGTH_MAX = 10_000
export const SLUG_LENGTH_MAX = 100
export const SKU_LENGTH_MAX = 80
