import { expect, test } from 'vitest'
import fc from '#testing/random.ts'
import { isSlug, slugOf } from './slug.ts'

test.each([
  ['WHITE HANGING HEART T-LIGHT HOLDER', 'white-hanging-heart-t-light-holder'],
  ["POPPY'S PLAYHOUSE  BEDROOM ", 'poppys-playhouse-bedroom'],
  ['CHILDREN’S CUTLERY', 'childrens-cutlery'],
  ['Café crème & más', 'cafe-creme-mas'],
  ['ÅNGSTRÖM', 'angstrom'],
  ['Smørrebrød Straße Łódź Þór', 'smorrebrod-strasse-lodz-thor'],
  ['İstanbul ışık', 'istanbul-isik'],
  ['½ price', '1-2-price'],
  ['--- 7" MUG (red) ---', '7-mug-red'],
  ['日本', ''],
  ['?!', ''],
  ['', ''],
])('the slug of %j is %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})

test('a long name is cut, never behind a hyphen', () => {
  expect(slugOf('a'.repeat(100))).toBe('a'.repeat(80))
  expect(slugOf(`${'a'.repeat(79)} b`)).toBe('a'.repeat(79))
})

test.each(['mug', '7', 'heart-t-light', '85123a'])('%j is a slug', (text) => {
  expect(isSlug(text)).toBe(true)
})

test.each(['', '-', '-mug', 'mug-', 'a--b', 'Mug', 'a b', 'a_b', 'café', 'mug\n'])(
  '%j is no slug',
  (text) => {
    expect(isSlug(text)).toBe(false)
  },
)

test('what a name becomes is a slug or nothing, and its own slug', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (name) => {
      const slug = slugOf(name)
      expect(slug === '' || isSlug(slug)).toBe(true)
      expect(slugOf(slug)).toBe(slug)
    }),
  )
})
