import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readSources, type Sources } from './sources.ts'

const root = join(import.meta.dirname, '..')
const longest = 250

/** A longer file is listed here with its reason. */
const longer: Record<string, string> = {}

const tooLong = ({ files, textOf }: Sources): string[] =>
  files
    .filter((file) => !file.endsWith('.json') && !(file in longer))
    .map((file) => ({ file, lines: textOf(file).trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > longest)
    .map(({ file, lines }) => `${file} has ${lines} lines`)

test('no file is longer than 250 lines', () => {
  assert.deepEqual(tooLong(readSources(root)), [])
})

test('a file of 251 lines is seen', () => {
  const sources = {
    root,
    files: ['a.svelte', 'b.sql'],
    textOf: (file: string) => 'x\n'.repeat(file === 'a.svelte' ? 251 : 250),
  }
  assert.deepEqual(tooLong(sources), ['a.svelte has 251 lines'])
})

const lines = (count: number): string => Array.from({ length: count }, (_none, at) => `  total += ${at}`).join('\n')
const tooMuch: [string, string, RegExp][] = [
  [
    'a function of more than 40 lines',
    `export function sum(): number {\n  let total = 0\n${lines(41)}\n  return total\n}\n`,
    /max-lines-per-function/,
  ],
  [
    'more than four parameters',
    'export const sum = (a: number, b: number, c: number, d: number, e: number) => a + b + c + d + e\n',
    /max-params/,
  ],
  ['any', 'export const all: any = 1\n', /no-explicit-any/],
  ['printing', "console.log('here')\n", /no-console/],
  ['a comparison that converts', 'export const same = (a: string, b: string): boolean => a == b\n', /eqeqeq/],
  ['a file of more than 250 lines', 'export {}\n'.repeat(251), /max-lines/],
]

for (const [what, text, finding] of tooMuch) {
  test(`lint refuses ${what}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'beside-limits-'))
    writeFileSync(join(folder, 'example.ts'), text)
    const lint = join(root, 'node_modules/oxlint/bin/oxlint')
    const { status, stdout } = spawnSync(process.execPath, [lint, '-c', join(root, '.oxlintrc.json'), folder], {
      encoding: 'utf8',
    })
    rmSync(folder, { recursive: true })
    assert.notEqual(status, 0)
    assert.match(stdout, finding)
  })
}
