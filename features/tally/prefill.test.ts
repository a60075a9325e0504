import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cardFor, mayCount } from './browser/prefill.ts'
import { readCard, waitOf } from './card.ts'

type Known = Parameters<typeof cardFor>[0]
const track = (bodies: object[], slot = 'member:1:0') => ({
  log: { rows: bodies.map((body, seq) => ({ seq, id: String(seq), slot, body })) },
})
const field = (name: string, value = 'yes'): object => ({ k: 'field', field: name, value, base: null, edit: '', at: 1 })
const police = (...states: string[]): object[] => states.map((state) => ({ k: 'police', state, at: 1 }))
const known = (crew: object[], more: object = {}): Known =>
  ({
    view: { channel: 'chat', language: 'es', ending: 'crew' },
    talk: track([]),
    crew: track(crew),
    isByHand: false,
    ...more,
  }) as unknown as Known

test('what the record says is on the card; what a team named itself counts as something else', () => {
  const crew = [
    field('kinds/housing'),
    field('kinds/our-own'),
    field('kinds/grief'),
    field('kinds/grief', ''),
    field('dying'),
  ]
  const card = cardFor(known([...crew, field('agreed/referral'), field('agreed/going'), field('personal/name', 'Ana')]))
  assert.deepEqual(card.kinds, ['dying', 'housing', 'other'])
  assert.deepEqual([card.done, card.going, card.language], [['referral'], 'went', 'es'])
  assert.doesNotMatch(JSON.stringify(card), /Ana|our-own/)
  assert.deepEqual(readCard(JSON.stringify(card)), card)
})

test('police: there from the first word on, called and then there, never there, nothing known', () => {
  const seen = (...states: string[]) => cardFor(known(police(...states))).police
  assert.equal(seen('there', 'left'), 'before')
  assert.equal(seen('none', 'called', 'coming', 'there'), 'others')
  assert.equal(seen('none'), 'none')
  assert.equal(seen('called', 'none'), 'unsaid')
  assert.equal(seen(), 'unsaid')
})

test('a card that was opened before everything was read follows what is read, but for what was changed on it', () => {
  const read = known([...police('there'), field('kinds/housing'), field('agreed/going')])
  assert.deepEqual(cardFor(read, { outcome: 'better' }), { ...cardFor(read), outcome: 'better' })
  const { police: seen, going } = cardFor(read, { police: 'others' })
  assert.deepEqual([seen, going], ['others', 'went'])
})

test('the wait is a range, from the caller’s first words to the first who joined; by hand somebody was there at once', () => {
  const rows = [
    { seq: 1, id: '1', slot: 'caller:1', body: { k: 'text', text: 'hello', at: 1000 } },
    { seq: 2, id: '2', slot: 'member:1:0', body: { k: 'joined', name: 'Dee', as: 'answer', at: 300_000 } },
  ]
  assert.equal(cardFor(known([], { talk: { log: { rows } } })).waited, 'hour')
  assert.equal(cardFor(known([])).waited, 'unsaid')
  assert.equal(cardFor(known([], { isByHand: true })).waited, 'minute')
  assert.deepEqual([60_000, 60_001, 14_400_000, 86_400_001].map(waitOf), ['minute', 'hour', 'four', 'longer'])
})

test('practice offers no card', () => {
  type View = Parameters<typeof mayCount>[0]['view']
  const asks = (practice: boolean): boolean => mayCount({ state: 'open', view: { practice } as View })
  assert.deepEqual([asks(false), asks(true), mayCount({ state: 'open', view: null })], [true, false, false])
})
