// A value that is there, or will be: whoever goes on with what is there at once spares a promise for each.
export type Soon<V> = V | Promise<V>

export const isPromise = <V>(value: Soon<V>): value is Promise<V> =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as unknown as Promise<V>).then === 'function'

/** What becomes of a value: now where it is there, or when it has come. */
export const soon = <V, W>(value: Soon<V>, next: (value: V) => Soon<W>): Soon<W> =>
  isPromise(value) ? value.then(next) : next(value)

/** All of them: now where none is to come. */
export const allSoon = <V>(values: readonly Soon<V>[]): Soon<V[]> =>
  values.some(isPromise) ? Promise.all(values) : (values as V[])
