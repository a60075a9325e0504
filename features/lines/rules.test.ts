import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gaps, inLanguage, linePath, problemsOf } from './rules.ts'
import { firstLine } from './template.ts'
import { lineSchema, type LineDraft } from './wire.ts'

const line = (changes: Partial<LineDraft> = {}): LineDraft => ({ ...firstLine(['en', 'es']), ...changes })

test('the first line has the right shape, no problem, and only the area left to write', () => {
  assert.deepEqual(lineSchema.parse(line()), line())
  assert.deepEqual(problemsOf(line()), [])
  assert.deepEqual(gaps(line()), [
    { part: 'area', language: 'en', kind: 'placeholder' },
    { part: 'area', language: 'es', kind: 'placeholder' },
  ])
})

test('a first line in one language has no gap in the other', () => {
  assert.ok(gaps(firstLine(['es'])).every(({ language }) => language === 'es'))
})

test('an editor is told of a missing translation, in lists too', () => {
  const found = gaps(line({ name: { en: 'Night line', es: ' ' }, guide: [{ en: 'Safe?' }] }))
  assert.ok(found.some(({ part, language, kind }) => part === 'name' && language === 'es' && kind === 'missing'))
  assert.ok(found.some(({ part, index }) => part === 'guide' && index === 0))
})

test('a line cannot be saved without a name, a police policy and a way in', () => {
  const bare = line({ name: {}, policePolicy: { en: '⟦write⟧' }, channels: { chat: false, phone: null, text: null } })
  assert.deepEqual(problemsOf(bare), ['no-name', 'no-police-policy', 'no-way-in'])
})

test('an address of the house itself is refused, odd ones do not have the shape', () => {
  assert.deepEqual(problemsOf(line({ path: 'privacy' })), ['path-reserved'])
  for (const path of ['', '-a', 'a-', 'A', 'a/b', 'ñ', 'a'.repeat(41)])
    assert.equal(lineSchema.safeParse(line({ path })).success, false)
})

test('hours of one day may not overlap, a night may follow an afternoon', () => {
  const day = (spans: { from: string; to: string }[]): LineDraft =>
    line({ hours: { weekly: { ...line().hours.weekly, mon: spans }, exceptions: [] } })
  const afternoon = { from: '12:00', to: '16:00' }
  assert.deepEqual(problemsOf(day([{ from: '20:00', to: '08:00' }, afternoon])), [])
  assert.deepEqual(problemsOf(day([afternoon, { from: '15:00', to: '17:00' }])), ['hours-overlap'])
  assert.deepEqual(
    problemsOf(
      day([
        { from: '20:00', to: '08:00' },
        { from: '21:00', to: '22:00' },
      ]),
    ),
    ['hours-overlap'],
  )
})

test('script addresses are refused wherever an address is asked for', () => {
  assert.equal(lineSchema.safeParse(line({ exit: 'javascript:alert(1)' })).success, false)
  const reach = 'javascript:alert(1)'
  assert.equal(
    lineSchema.safeParse(line({ elsewhere: [{ name: { en: 'x' }, reach, police: 'no', note: {} }] })).success,
    false,
  )
})

test('a reader gets their language first', () => {
  assert.deepEqual(inLanguage({ en: 'Hello', es: 'Hola' }, 'es'), { text: 'Hola', lang: 'es' })
  assert.equal(inLanguage({ en: '  ' }, 'es'), null)
})

test('where a line stands', () => {
  assert.equal(linePath({ path: 'night', isRoot: true }, 'es'), '/es')
  assert.equal(linePath({ path: 'night', isRoot: true }, 'es', 'chat'), '/es/night/chat')
  assert.equal(linePath({ path: 'night', isRoot: false }, 'en'), '/en/night')
})
