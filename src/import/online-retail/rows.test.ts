// How files are read: their rows, the numbers of those, and what is no such file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { COLUMNS, readRows } from './rows.ts'

const HEADER = COLUMNS.join(',')

function fileWith(content: string | Buffer, name = 'month.csv'): string {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-rows-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

const rowsOf = async (file: string) => {
  const rows = []
  for await (const row of readRows(file)) rows.push(row)
  return rows
}

test('rows are numbered as a spreadsheet numbers them', async () => {
  const file = fileWith(`${HEADER}\r\n1,A,"MUG, ""RED""",1,t,1.0,,UK\r\n2,B,C,1,t,1.0,,UK\r\n`)
  expect(await rowsOf(file)).toEqual([
    { number: 2, cells: ['1', 'A', 'MUG, "RED"', '1', 't', '1.0', '', 'UK'] },
    { number: 3, cells: ['2', 'B', 'C', '1', 't', '1.0', '', 'UK'] },
  ])
})

test('a gzipped file has the same rows', async () => {
  const csv = `${HEADER}\n1,A,B,1,t,1.0,,UK`
  expect(await rowsOf(fileWith(gzipSync(csv), 'month.csv.gz'))).toEqual(await rowsOf(fileWith(csv)))
})

test('a row with too few columns is still a row', async () => {
  expect(await rowsOf(fileWith(`${HEADER}\n1,A\n`))).toEqual([{ number: 2, cells: ['1', 'A'] }])
})

test.each([
  ['of other columns', 'a,b,c\n1,2,3\n', /must begin with the columns InvoiceNo/],
  ['that is empty', '', /is empty/],
])('a file %s is refused whole', async (_, content, message) => {
  await expect(rowsOf(fileWith(content))).rejects.toThrow(message)
})

test('a file that is cut off or missing is refused, not read as shorter', async () => {
  const whole = gzipSync(`${HEADER}\n${'1,A,B,1,t,1.0,,UK\n'.repeat(5_000)}`)
  const cut = fileWith(whole.subarray(0, whole.length - 20), 'cut.csv.gz')
  await expect(rowsOf(cut)).rejects.toThrow(/can not be read/)
  await expect(rowsOf('/nowhere/month.csv')).rejects.toThrow(/can not be read/)
})
