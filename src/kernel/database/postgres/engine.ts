export const postgresEngine = (_: unknown): never => {
  throw new Error('later')
}
