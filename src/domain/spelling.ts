// How alike two words are written.

/**
 * Letters that are to be added, left out, replaced or swapped with their neighbour to make one word of the other;
 * `max + 1` where there are more. No letter is touched twice (optimal string alignment).
 */
export function editDistance(one: string, other: string, max: number): number {
  const [a, b] = [[...one], [...other]]
  if (Math.abs(a.length - b.length) > max) return max + 1
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let least = Math.min(replaced, (above[j] as number) + 1, (row[j - 1] as number) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] as number) + 1)
      row.push(least)
    }
    // Two letters that are swapped reach two rows back.
    if (Math.min(...row) > max && Math.min(...above) >= max) return max + 1
    before = above
    above = row
  }
  return Math.min(above[b.length] as number, max + 1)
}
