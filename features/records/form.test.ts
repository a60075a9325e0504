import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtIn } from './built-in.ts'
import { fieldsOf, moved, problemOf, sections, type Field, type Form } from './form.ts'
import { formSchema } from './wire.ts'

const field = (changes: Partial<Field>): Field => ({
  id: 'own-1',
  section: 'help',
  type: 'line',
  label: { en: 'Keys?' },
  hint: {},
  choices: [],
  hidden: false,
  ...changes,
})
const formWith = (...more: Field[]): Form => ({ fields: [...builtIn.fields, ...more] })
const changed = (id: string, changes: Partial<Field>): Form => ({
  fields: builtIn.fields.map((one) => (one.id === id ? { ...one, ...changes } : one)),
})

test('the built-in form is whole, in both languages, in the order of the talk, and fits the wire', () => {
  assert.equal(problemOf(builtIn, builtIn), null)
  assert.deepEqual(formSchema.parse(builtIn), builtIn)
  for (const { label, choices } of builtIn.fields)
    for (const texts of [label, ...choices.map((choice) => choice.label)]) assert.ok(texts.en && texts.es)
  const order = builtIn.fields.map(({ section }) => sections.indexOf(section))
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  )
})

const problems: [string, Form, ReturnType<typeof problemOf>][] = [
  ['a field of the team’s own', formWith(field({})), null],
  ['a hidden and renamed field', changed('where', { hidden: true, label: { es: '¿Dónde?' } }), null],
  ['two fields in one place', formWith(field({}), field({})), 'same-id'],
  ['a field without words', formWith(field({ label: { en: ' ' } })), 'no-label'],
  ['a list without anything to choose', formWith(field({ type: 'choice' })), 'no-choices'],
  ['a personal field outside of "all right to ask?"', formWith(field({ id: 'personal/own-1' })), 'place'],
  ['a built-in field taken out', { fields: builtIn.fields.filter(({ id }) => id !== 'kinds') }, 'built-in'],
  ['a built-in field turned into another', changed('help', { type: 'line', section: 'safe' }), 'built-in'],
  ['"all right to ask?" hidden', changed('ask', { hidden: true }), 'ask'],
]
for (const [what, form, problem] of problems)
  test(`${what}: ${problem ?? 'nothing is wrong'}`, () => assert.equal(problemOf(form, builtIn), problem))

test('a field moves among those of its section; nothing personal moves above "all right to ask?"', () => {
  const ids = (form: Form): string[] => form.fields.map(({ id }) => id)
  const safe = fieldsOf(moved(builtIn, 'who', -1), 'safe', () => false).map(({ id }) => id)
  assert.deepEqual(safe.slice(0, 2), ['who', 'where'])
  assert.deepEqual(ids(moved(builtIn, 'personal/name', -1)), ids(builtIn))
  assert.deepEqual(ids(moved(builtIn, 'ask', 1)), ids(builtIn))
  assert.deepEqual(ids(moved(builtIn, 'where', -1)), ids(builtIn))
})

test('a hidden field is shown where something stands in it', () => {
  const form = changed('where', { hidden: true })
  const places = (isSaid: boolean): string[] => fieldsOf(form, 'safe', () => isSaid).map(({ id }) => id)
  assert.deepEqual([places(false).includes('where'), places(true).includes('where')], [false, true])
})
