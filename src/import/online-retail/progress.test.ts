// What somebody who waits for an import is told where there is no terminal.
import { expect, test } from 'vitest'
import { lines } from './progress.ts'

test('a log gets a line now and then, with rate and time left, and one at the end', () => {
  let now = 0
  let text = ''
  const progress = lines(
    {
      write: (line) => {
        text += line
      },
    },
    () => now,
  )
  progress.start(10_000)
  now = 1_000
  progress.advance(1_000)
  now = 5_000
  progress.advance(1_500)
  now = 9_000
  progress.advance(7_500)
  progress.stop()
  expect(text.split('\n')).toEqual([
    '10000 rows to import',
    '2500 of 10000 rows, 500 rows/s, 15 s left',
    '10000 of 10000 rows, 1111 rows/s, 0 s left',
    '',
  ])
})
