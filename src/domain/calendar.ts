// Days as people in a time zone count them, from and to the milliseconds that everything else uses.

export const MS_PER_DAY = 86_400_000

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
  const end = Date.parse(to)
  for (let at = Date.parse(from); at <= end; at += MS_PER_DAY)
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
  const wall = wallOf(local)
  const before = offsetOf(wall - MS_PER_DAY, timeZone)
  const after = offsetOf(wall + MS_PER_DAY, timeZone)
  const fitting = [before, after].find((offset) => offsetOf(wall - offset, timeZone) === offset)
  return wall - (fitting ?? before)
}

/** A local date and time in milliseconds, as if its clock were UTC's. */
function wallOf(local: string): number {
  const [, day = '', time = ''] = /^(\S{10}) ((?:[01]\d|2[0-3])(?::[0-5]\d){2})$/.exec(local) ?? []
  if (!isDay(day)) throw new Error(`${local} is not a date and time like 2010-12-01 08:26:00.`)
  return Date.parse(`${day}T${time}Z`)
}

/** How far a zone's clocks are ahead of UTC. A day is looked up once, unless they change on it. */
function offsetOf(epochMs: number, timeZone: string): number {
  const zone = zoneOf(timeZone)
  const day = Math.floor(epochMs / MS_PER_DAY)
  let offset = zone.offsets.get(day)
  if (offset === undefined) {
    const atStart = lookUpOffset(day * MS_PER_DAY, zone.format)
    const atEnd = lookUpOffset((day + 1) * MS_PER_DAY, zone.format)
    offset = atStart === atEnd ? atStart : null
    if (zone.offsets.size >= DAYS_KEPT_MAX) zone.offsets.clear()
    zone.offsets.set(day, offset)
  }
  return offset ?? lookUpOffset(epochMs, zone.format)
}

const DAYS_KEPT_MAX = 10_000

type Zone = {
  format: Intl.DateTimeFormat
  /** By days since 1970; null where clocks change on that day. */
  offsets: Map<number, number | null>
}
const zones = new Map<string, Zone>()

function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone)
  if (!zone) {
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
    zone = { format, offsets: new Map() }
    zones.set(timeZone, zone)
  }
  return zone
}

/** What the zone's clocks show, read as if it were UTC, less what UTC is. */
function lookUpOffset(epochMs: number, format: Intl.DateTimeFormat): number {
  const whole = Math.floor(epochMs / 1_000) * 1_000
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(whole)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole
}
