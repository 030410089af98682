// Days as people in a time zone count them, from and to the milliseconds that everything else uses.

export const MS_PER_DAY = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timeZone, format)
  return format
}

/** What the clock on the wall shows in a zone, written as if it were UTC. */
function wallClockOf(epochMs: number, timeZone: string): number {
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(epochMs))
    part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

const HOUR_MS = 3_600_000
const offsets = new Map<string, { hour: number; offset: number }>()

/** Zones change their offset on the hour or its quarters: one look a quarter of an hour is enough. */
function offsetOf(epochMs: number, timeZone: string): number {
  const hour = Math.floor(epochMs / (HOUR_MS / 4))
  const known = offsets.get(timeZone)
  if (known?.hour === hour) return known.offset
  const whole = Math.floor(epochMs / 1_000) * 1_000
  const offset = wallClockOf(whole, timeZone) - whole
  offsets.set(timeZone, { hour, offset })
  return offset
}

/** The day of a moment in a time zone, as YYYY-MM-DD. */
export function dayOf(epochMs: number, timeZone: string): string {
  const offset = timeZone === 'UTC' ? 0 : offsetOf(epochMs, timeZone)
  return new Date(epochMs + offset).toISOString().slice(0, 10)
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** Every day from one to another, both included; none where they are the wrong way round. */
export function daysFrom(from: string, to: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += MS_PER_DAY)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/**
 * The moment at which a zone's clocks show a local date and time. In an hour that happens twice the
 * first is meant; one that clocks skip is read with the offset from before.
 * @param local As `2010-12-01 08:26:00`.
 */
export function epochOf(local: string, timeZone: string): number {
  const wall = Date.parse(`${local.replace(' ', 'T')}Z`)
  if (Number.isNaN(wall)) throw new Error(`${local} is not a date and time.`)
  const before = offsetOf(wall - MS_PER_DAY, timeZone)
  const after = offsetOf(wall + MS_PER_DAY, timeZone)
  const fits = [wall - before, wall - after].find(
    (moment) => wallClockOf(moment, timeZone) === wall,
  )
  return fits ?? wall - before
}
