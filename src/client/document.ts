// What GraphQL Code Generator makes of an operation: its text with the types of its variables and its data.

/** A document as the generator's client preset writes it with `documentMode: 'string'`, or a plain text. */
export type Document<Data, Variables> = {
  toString: () => string
  /** Never there: it carries the types. */
  __apiType?: (variables: Variables) => Data
  /** The hash under which it is persisted, where `persistedDocuments` is on. */
  __meta__?: { hash?: string } | Record<string, unknown> | undefined
}

/** Variables may be left out where none is needed; options may always be. */
export type Given<Variables, Options> =
  Record<string, never> extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options]

/** The request's body. */
export function bodyOf(
  document: Pick<Document<unknown, unknown>, 'toString' | '__meta__'>,
  variables: unknown,
  isPersisted: boolean,
): object {
  if (!isPersisted) return { query: document.toString(), variables }
  const { hash } = (document.__meta__ ?? {}) as { hash?: string }
  if (!hash) throw new TypeError('A persisted document must have its hash in __meta__.hash.')
  return { extensions: { persistedQuery: { version: 1, sha256Hash: hash } }, variables }
}
