// What the log hears of those who were turned away.
import type { ServerResponse } from 'node:http'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openLog } from './log.ts'
import { shedding } from './shedding.ts'

test('the log tells once a second how many were refused, and nothing where none was', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const log = openLog('silent')
  const warn = vi.spyOn(log, 'warn')
  const shed = shedding(log)
  const response = { writeHead: () => {}, end: () => {} } as unknown as ServerResponse
  for (let refused = 0; refused < 3; refused++) shed(response)
  expect(warn).not.toHaveBeenCalled()
  vi.advanceTimersByTime(5_000)
  shed(response)
  vi.advanceTimersByTime(1_000)
  expect(warn.mock.calls.map(([told]) => told)).toEqual([{ shed: 3 }, { shed: 1 }])
})
