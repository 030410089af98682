import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { PLANTS } from './plants.ts'

test.each(PLANTS)('there is something to break where $name, and a test to notice it', (plant) => {
  const { file, find, replace, noticedBy } = plant
  expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2)
  expect(replace).not.toBe(find)
  const tests = readdirSync(dirname(noticedBy)).map((name) => `${dirname(noticedBy)}/${name}`)
  expect(
    tests.filter((path) => path.startsWith(noticedBy) && path.endsWith('.test.ts')),
  ).not.toEqual([])
})
