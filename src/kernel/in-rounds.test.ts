import { expect, test } from 'vitest'
import { inRounds } from './in-rounds.ts'

/** Answers are given by hand. */
function byHand() {
  const asked: PromiseWithResolvers<number>[] = []
  const ask = inRounds(() => {
    const question = withResolvers()
    asked.push(question)
    return question.promise
  })
  return { ask, asked }
}

type PromiseWithResolvers<V> = {
  promise: Promise<V>
  resolve: (value: V) => void
  reject: (fault: unknown) => void
}
function withResolvers(): PromiseWithResolvers<number> {
  let resolve = (_: number) => {}
  let reject = (_: unknown) => {}
  const promise = new Promise<number>((...both) => {
    ;[resolve, reject] = both
  })
  return { promise, resolve, reject }
}

const turn = () => new Promise(setImmediate)

test('all who come while it is asked share the next answer, and none that was asked before they came', async () => {
  const { ask, asked } = byHand()
  const first = ask()
  await turn()
  const late = [ask(), ask(), ask()]
  await turn()
  expect(asked).toHaveLength(1)
  asked[0]?.resolve(1)
  expect(await first).toBe(1)
  await turn()
  expect(asked).toHaveLength(2)
  const later = ask()
  asked[1]?.resolve(2)
  expect(await Promise.all(late)).toEqual([2, 2, 2])
  await turn()
  asked[2]?.resolve(3)
  expect(await later).toBe(3)
})

test('a question that fails fails those who share it alone', async () => {
  const { ask, asked } = byHand()
  const first = ask()
  await turn()
  const second = ask()
  asked[0]?.reject(new Error('gone'))
  await expect(first).rejects.toThrow('gone')
  await turn()
  asked[1]?.resolve(2)
  expect(await second).toBe(2)
})
