// Addresses as libpq writes them: several hosts may stand between commas, of which one takes writes.
import type { ClientConfig } from 'pg'

const ADDRESS = /^(postgres(?:ql)?:\/\/(?:[^/@]*@)?)([^/?]+)(.*)$/

/** One address for each host that it names. */
export function hostsOf(url: string): string[] {
  const [, before = '', hosts = '', after = ''] = ADDRESS.exec(url) ?? []
  if (hosts === '') throw new Error('The address of PostgreSQL must be postgres://<host>/<name>.')
  return hosts.split(',').map((host) => `${before}${host}${after}`)
}

/** The hosts of an address, as metrics and health name a server. */
export const nameOf = (url: string): string => ADDRESS.exec(url)?.[2] ?? url

export const configOf = (connectionString: string): ClientConfig => ({
  connectionString,
  application_name: 'quartermaster',
})
