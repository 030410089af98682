// Slugs: the part of a web address that names a product.

export const isSlug = (text: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)

const SLUG_LENGTH_MAX = 80

/** A slug for a name: `HEART T-LIGHT` is `heart-t-light`. Empty where nothing of it can stand. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_LENGTH_MAX)
    .replace(/^-+|-+$/g, '')
