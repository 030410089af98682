import { expect, test } from 'vitest'
import { COUNTRIES, countryNamed, emailKey, isCountry } from './address.ts'

test.each(['GB', 'JE', 'US', 'AX', 'ZW'])('%s is a country', (code) => {
  expect(isCountry(code)).toBe(true)
})

test.each(['UK', 'EU', 'XK', 'XX', 'gb', 'GBR', '', 'toString', '__proto__'])(
  '%j is no country',
  (code) => {
    expect(isCountry(code)).toBe(false)
  },
)

test('there are 249 countries, and each is found by a name of its own', () => {
  const countries = Object.entries(COUNTRIES)
  expect(countries).toHaveLength(249)
  expect(new Set(countries.map(([, name]) => name)).size).toBe(249)
  for (const [code, name] of countries) {
    expect(code).toMatch(/^[A-Z]{2}$/)
    expect(name).toMatch(/^\p{Lu}[\p{L} ,’-]+$/u)
    expect(countryNamed(name)).toBe(code)
  }
})

test.each([
  ['United Kingdom', 'GB'],
  ['EIRE', 'IE'],
  ['Ireland', 'IE'],
  ['USA', 'US'],
  ['RSA', 'ZA'],
  ['Channel Islands', 'JE'],
  ['Czech Republic', 'CZ'],
  ['Hong Kong', 'HK'],
  ['United Arab Emirates', 'AE'],
  ['Saudi Arabia', 'SA'],
  ['Bahrain', 'BH'],
  [' netherlands ', 'NL'],
])('a merchant who writes %j means %s', (name, code) => {
  expect(countryNamed(name)).toBe(code)
})

test.each(['European Community', 'Unspecified', '', 'GB', 'Atlantis'])(
  '%j names no single country',
  (name) => {
    expect(countryNamed(name)).toBeUndefined()
  },
)

test('e-mails that differ in case and outer space alone are the same', () => {
  expect(emailKey(' Anna@Example.COM\n')).toBe('anna@example.com')
  expect(emailKey('anna+shop@example.com')).not.toBe(emailKey('anna@example.com'))
})
