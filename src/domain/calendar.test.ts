import { describe, expect, test } from 'vitest'
import fc from '#testing/random.ts'
import { dayOf, daysFrom, epochOf, isDay, isTimeZone, MS_PER_DAY } from './calendar.ts'

const at = (utc: string): number => Date.parse(utc)

describe('the day of a moment', () => {
  test.each([
    ['2011-01-01T00:00:00.000Z', 'UTC', '2011-01-01'],
    ['2011-01-01T23:59:59.999Z', 'UTC', '2011-01-01'],
    ['2011-01-01T00:00:00.000Z', 'America/New_York', '2010-12-31'],
    ['2011-01-01T04:59:59.999Z', 'America/New_York', '2010-12-31'],
    ['2011-01-01T05:00:00.000Z', 'America/New_York', '2011-01-01'],
    ['2011-01-01T10:00:00.000Z', 'Pacific/Kiritimati', '2011-01-02'],
    ['2011-01-01T18:15:00.000Z', 'Asia/Kathmandu', '2011-01-02'],
    ['2011-06-30T22:59:59.999Z', 'Europe/London', '2011-06-30'],
    ['2011-06-30T23:00:00.000Z', 'Europe/London', '2011-07-01'],
    ['2011-01-31T23:00:00.000Z', 'Europe/London', '2011-01-31'],
    ['2012-02-29T12:00:00.000Z', 'Europe/London', '2012-02-29'],
    ['1969-12-31T23:59:59.999Z', 'UTC', '1969-12-31'],
  ])('%s in %s is %s', (utc, timeZone, day) => {
    expect(dayOf(at(utc), timeZone)).toBe(day)
  })

  test('on the day that clocks change follows each of its offsets', () => {
    expect(dayOf(at('2011-03-20T04:59:59Z'), 'America/Havana')).toBe('2011-03-19')
    expect(dayOf(at('2011-03-20T05:00:00Z'), 'America/Havana')).toBe('2011-03-20')
    expect(dayOf(at('2011-03-21T03:59:59Z'), 'America/Havana')).toBe('2011-03-20')
    expect(dayOf(at('2011-03-21T04:00:00Z'), 'America/Havana')).toBe('2011-03-21')
  })

  test('is left out where a zone leaves a day out', () => {
    expect(dayOf(at('2011-12-30T09:59:59Z'), 'Pacific/Apia')).toBe('2011-12-29')
    expect(dayOf(at('2011-12-30T10:00:00Z'), 'Pacific/Apia')).toBe('2011-12-31')
  })

  test.each(['Europe/London', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'])(
    'in %s is the one that Intl tells, in whatever order moments are asked',
    (timeZone) => {
      const told = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
      const anyMoment = fc.integer({ min: at('1990-01-01'), max: at('2040-01-01') })
      fc.assert(
        fc.property(anyMoment, (moment) => {
          expect(dayOf(moment, timeZone)).toBe(told.format(moment))
        }),
        { numRuns: 500 },
      )
    },
  )

  test('in an unknown time zone is a fault', () => {
    expect(() => dayOf(0, 'Europe/Atlantis')).toThrow()
  })
})

describe('a day', () => {
  test.each(['2011-01-01', '2012-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])(
    'is %j',
    (text) => {
      expect(isDay(text)).toBe(true)
    },
  )

  test.each([
    '2011-02-29',
    '1900-02-29',
    '2011-02-30',
    '2011-04-31',
    '2011-13-01',
    '2011-00-01',
    '2011-01-00',
    '2011-1-1',
    '11-01-01',
    '2011-01-01T00:00:00Z',
    '2011-01-01\n',
    '+12011-01-01',
    'yesterday',
    '',
  ])('is not %j', (text) => {
    expect(isDay(text)).toBe(false)
  })
})

describe('the days from one to another', () => {
  test('include both, and the leap day between them', () => {
    const days = ['2012-02-28', '2012-02-29', '2012-03-01']
    expect(daysFrom('2012-02-28', '2012-03-01')).toEqual(days)
  })

  test('are one where both are the same, and none where they are the wrong way round', () => {
    expect(daysFrom('2011-01-01', '2011-01-01')).toEqual(['2011-01-01'])
    expect(daysFrom('2011-01-02', '2011-01-01')).toEqual([])
  })

  test('of a year are 365, whatever clocks did', () => {
    expect(daysFrom('2011-01-01', '2011-12-31')).toHaveLength(365)
  })
})

test.each([
  ['UTC', true],
  ['Europe/London', true],
  ['Europe/Atlantis', false],
  ['GMT+25', false],
  ['', false],
])('that %j is a time zone is %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected)
})

describe('the moment of a local date and time', () => {
  test.each([
    ['2010-12-01 08:26:00', 'UTC', '2010-12-01T08:26:00Z'],
    ['2010-12-01 08:26:00', 'Europe/London', '2010-12-01T08:26:00Z'],
    ['2011-06-01 08:26:00', 'Europe/London', '2011-06-01T07:26:00Z'],
    ['2011-03-27 00:59:59', 'Europe/London', '2011-03-27T00:59:59Z'],
    ['2011-03-27 02:00:00', 'Europe/London', '2011-03-27T01:00:00Z'],
    ['2011-10-30 00:59:59', 'Europe/London', '2011-10-29T23:59:59Z'],
    ['2011-10-30 02:00:00', 'Europe/London', '2011-10-30T02:00:00Z'],
    ['2011-01-01 00:00:00', 'Pacific/Kiritimati', '2010-12-31T10:00:00Z'],
    ['2010-12-31 23:59:59', 'America/New_York', '2011-01-01T04:59:59Z'],
    ['2011-03-13 01:59:59', 'America/New_York', '2011-03-13T06:59:59Z'],
    ['2011-03-13 03:00:00', 'America/New_York', '2011-03-13T07:00:00Z'],
  ])('%s in %s is %s', (local, timeZone, utc) => {
    expect(epochOf(local, timeZone)).toBe(at(utc))
  })

  test('that clocks skip is read with the offset from before', () => {
    expect(epochOf('2011-03-27 01:00:00', 'Europe/London')).toBe(at('2011-03-27T01:00:00Z'))
    expect(epochOf('2011-03-27 01:59:59', 'Europe/London')).toBe(at('2011-03-27T01:59:59Z'))
    expect(epochOf('2011-03-13 02:30:00', 'America/New_York')).toBe(at('2011-03-13T07:30:00Z'))
  })

  test('that happens twice is the first', () => {
    expect(epochOf('2011-10-30 01:00:00', 'Europe/London')).toBe(at('2011-10-30T00:00:00Z'))
    expect(epochOf('2011-10-30 01:59:59', 'Europe/London')).toBe(at('2011-10-30T00:59:59Z'))
    expect(epochOf('2011-11-06 01:30:00', 'America/New_York')).toBe(at('2011-11-06T05:30:00Z'))
  })

  test.each([
    '2011-02-30 00:00:00',
    '2011-01-01 24:00:00',
    '2011-01-01 00:60:00',
    '2011-01-01 00:00:60',
    '2011-01-01 00:00',
    '2011-01-01T00:00:00',
    '2011-01-01 00:00:00Z',
    '2011-01-01',
    '',
  ])('that is written %j is a fault', (local) => {
    expect(() => epochOf(local, 'UTC')).toThrow('is not a date and time')
  })

  test.each(['UTC', 'Europe/London', 'Asia/Kathmandu', 'America/St_Johns'])(
    'in %s falls on the day that it names, unless clocks skip it',
    (timeZone) => {
      const anySecond = fc.integer({ min: at('1990-01-01') / 1000, max: at('2040-01-01') / 1000 })
      fc.assert(
        fc.property(anySecond, (second) => {
          const local = new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ')
          const shown = new Intl.DateTimeFormat('sv-SE', {
            timeZone,
            dateStyle: 'short',
            timeStyle: 'medium',
          }).format(epochOf(local, timeZone))
          const isSkipped = shown > local
          if (!isSkipped) expect(shown).toBe(local)
          else expect(at(`${shown}Z`) - at(`${local}Z`)).toBeLessThanOrEqual(MS_PER_DAY / 24)
        }),
      )
    },
  )
})
