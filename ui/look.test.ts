import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const css = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8')

type Theme = Record<string, string>
const colours = (block: string): Theme =>
  Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name!, value!]))
const [day = '', byDevice = '', byChoice = ''] = [...css('tokens.css').matchAll(/:root[^{]*\{([^}]*)\}/g)].map(
  ([, block]) => block!,
)
const themes: Record<string, Theme> = { day: colours(day), night: colours(byChoice) }

/** WCAG 2: relative luminance and contrast. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
function contrast(one: string, other: string): number {
  const [bright, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (bright! + 0.05) / (dark! + 0.05)
}

const needed: [string, string, number][] = [
  ['ink', 'paper', 10],
  ['ink', 'sheet', 10],
  ['ink-soft', 'paper', 6],
  ['ink-soft', 'sheet', 6],
  ['ink-soft', 'sunken', 6],
  ['accent', 'paper', 6],
  ['accent', 'sheet', 6],
  ['accent-ink', 'accent-fill', 5.5],
  ['accent-ink', 'accent-strong', 7],
  ['alert', 'paper', 6],
  ['alert', 'alert-soft', 5],
  ['alert-ink', 'alert', 6],
  ['ink', 'accent-soft', 8],
  ['ink', 'alert-soft', 8],
  ['leave-ink', 'leave', 7],
  ['edge', 'paper', 3],
  ['edge', 'sheet', 3],
]

for (const [name, theme] of Object.entries(themes))
  test(`${name}: every text and every edge of a control has its contrast`, () => {
    for (const [one, other, least] of needed) {
      const found = contrast(theme[one]!, theme[other]!)
      assert.ok(found >= least, `${one} on ${other}: ${found.toFixed(2)}, needs ${least}`)
    }
  })

test('the night gives little light, and is the same by choice and by device', () => {
  assert.deepEqual(colours(byDevice), themes['night'])
  for (const surface of ['paper', 'sheet', 'sunken']) assert.ok(luminance(themes['night']![surface]!) < 0.02, surface)
})

test('styles mirror for right-to-left, and never hide the focus', () => {
  for (const file of ['base.css', 'public.css', 'poster.css', 'parts.css']) {
    assert.doesNotMatch(
      css(file),
      /\b(margin|padding|border)-(left|right)\b|\b(left|right):|text-align: (left|right)/,
      file,
    )
    assert.doesNotMatch(
      css(file).replaceAll("[tabindex='-1']:focus {\n  outline: none;\n}", ''),
      /outline: (none|0)/,
      file,
    )
  }
})
