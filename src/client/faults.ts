// What can go wrong, as types.

export type RequestError = {
  message: string
  path?: readonly (string | number)[]
  /** Every error has a stable `code`. */
  extensions: { code: string } & Record<string, unknown>
}

/** The server did not carry the operation out, or not all of it: a wrong key, a wrong document, a fault. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  /** The code of the first error. */
  readonly code: string
  readonly errors: readonly RequestError[]
  /** What was answered beside the errors. */
  readonly data: unknown

  constructor(errors: readonly RequestError[], data: unknown = null) {
    super(errors.map(({ message }) => message).join('; '))
    this.code = errors[0]?.extensions?.code ?? 'UNKNOWN'
    this.errors = errors
    this.data = data
  }
}

/** Nobody answered, as often as it was tried. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

type Payload = { errors: readonly { code: string; message?: string }[] }

/** A command was refused by a rule of the shop: which one, and what explains it, stands in `errors`. */
export class CommandRefused<P extends Payload = Payload> extends Error {
  override readonly name = 'CommandRefused'
  /** The code of the first error. */
  readonly code: string
  /** As typed as the document asked for them. */
  readonly errors: P['errors']

  constructor(errors: P['errors']) {
    super(errors.map(({ code, message = code }) => message).join('; '))
    this.code = errors[0]?.code ?? 'UNKNOWN'
    this.errors = errors
  }
}

/** The payload of a command that was accepted; throws CommandRefused otherwise. */
export function accepted<P extends Payload>(payload: P | null | undefined): P {
  if (!payload) throw new TypeError('There is no payload: the command was not given.')
  if (payload.errors.length > 0) throw new CommandRefused<P>(payload.errors)
  return payload
}
