import assert from 'node:assert/strict'
import { test } from 'node:test'
import { second } from '#platform/clock'
import { begin, step, type Moment, type Outcome } from './rules.ts'
import { newSituation } from './situation.ts'
import { usualAsking, whom, type Asking, type Person, type Step, type Wave } from './waves.ts'

/* The order that a line writes, and whoever sits beside to learn. Pure rules: no house, no clock but the test's. */

const at = Date.UTC(2026, 11, 5, 1)
const naloxone = '0197a000-0000-7000-8000-000000000001'
let idle = 0
const person = (memberId: string, other: Partial<Person> = {}): Person => ({
  memberId,
  onBreak: false,
  reachable: true,
  canBeWoken: false,
  languages: ['en'],
  busy: 0,
  idleSince: at + idle++,
  ...other,
})
const few: Wave = { ask: 'few', notify: false, lasts: 20 * second }
const first = (crew: Person[], order?: readonly Step[], language = 'en'): string[] =>
  whom(few, crew, { asking: { ...usualAsking, order }, language }).map(({ memberId }) => memberId)

const mateo = person('mateo', { seat: 'pair', skills: new Set([naloxone]) })
const sam = person('sam', { seat: 'pair' })
const dee = person('dee', { seat: 'line' })
const ines = person('ines', { seat: 'line', languages: ['en', 'es'] })
const amara = person('amara')

test('a line that writes no order asks those longest idle, whatever seat they sit in, as ever', () => {
  assert.deepEqual(first([dee, mateo, sam, ines]), ['mateo', 'sam'])
})

test('the order that a line writes: each step is asked only when nobody of those before it can be', () => {
  const order: Step[] = ['line', 'pair', 'everybody']
  const crew = [mateo, sam, dee, ines, amara]
  assert.deepEqual(first(crew, order), ['dee', 'ines'])
  const away = (one: Person): Person => ({ ...one, onBreak: true })
  assert.deepEqual(first([mateo, sam, away(dee), ines, amara], order), ['ines'], 'one of the line is enough')
  assert.deepEqual(first([mateo, sam, away(dee), { ...ines, busy: 2 }, amara], order), ['mateo', 'sam'])
  assert.deepEqual(first([away(mateo), away(sam), away(dee), amara], order), ['amara'])
})

test('somebody with a skill first; when nobody has it any more, the next step, and at last everybody alike', () => {
  const order: Step[] = [{ skill: naloxone }, 'line']
  assert.deepEqual(first([dee, mateo, sam], order), ['mateo'])
  assert.deepEqual(first([dee, { ...mateo, skills: new Set() }, sam], order), ['dee'])
  assert.deepEqual(first([sam, amara], order), ['sam', 'amara'], 'no step finds anybody')
})

test('the caller’s language goes before the order: whoever speaks it is asked, in whatever seat', () => {
  assert.deepEqual(first([dee, mateo, ines], ['pair'], 'es'), ['ines'])
})

test('whoever sits beside to learn is never among the first, however long they are idle', () => {
  const sits = { seat: 'line', learns: true } as const
  assert.deepEqual(first([person('sam', { ...sits, idleSince: 0 }), dee]), ['dee'])
  assert.deepEqual(first([person('sam', sits)]), [])
})

/** A contact that began at `at`, and what people and time did to it since. */
function ringing(crew: Person[], asking: Asking = usualAsking) {
  const moment: Moment = {
    at,
    situation: newSituation({ at, asking, language: 'en' }),
    rings: new Map(),
    crew,
    here: new Set(),
    callerHere: true,
  }
  let now = keep(moment, begin(moment))
  return {
    does: (event: Parameters<typeof step>[1], changes: Partial<Moment> = {}) => {
      const outcome = step({ ...now, ...changes }, event)
      if ('refused' in outcome) return outcome.refused
      now = keep({ ...now, ...changes }, outcome)
      return 'done'
    },
    asked: () =>
      [...now.rings.values()].filter(({ state }) => state === 'asked').map(({ memberId }) => memberId).toSorted(), // prettier-ignore
    isTeamCalled: () => now.situation.wave === 3,
  }
}
const keep = (moment: Moment, outcome: Outcome): Moment => ({
  ...moment,
  situation: outcome.situation,
  rings: new Map([...moment.rings, ...outcome.rings.map((ring) => [ring.memberId, ring] as const)]),
})

const learner = person('sam', { seat: 'line', learns: true })

test('whoever learns is rung together with somebody experienced, and stops ringing when nobody experienced does', () => {
  const contact = ringing([dee, learner])
  assert.deepEqual(contact.asked(), ['dee'])
  contact.does({ kind: 'due' }, { at: at + 20 * second })
  assert.deepEqual(contact.asked(), ['dee', 'sam'])
  contact.does({ kind: 'not now', memberId: 'dee' })
  assert.deepEqual(contact.asked(), [], 'not alone')
  assert.ok(contact.isTeamCalled(), 'the team is called to help instead')
})

test('alone on duty, whoever learns is not rung at all, and the team is called at once', () => {
  const contact = ringing([learner])
  assert.deepEqual([contact.asked(), contact.isTeamCalled()], [[], true])
  assert.equal(contact.does({ kind: 'claim', memberId: 'sam', locked: false }), 'learning')
  assert.equal(contact.does({ kind: 'claim', memberId: 'sam', locked: false }, { crew: [dee, learner] }), 'done')
})

test('somebody experienced goes on a break while it rings: whoever learns stops with them', () => {
  const contact = ringing([dee, learner], { ...usualAsking, asking: 'all' })
  assert.deepEqual(contact.asked(), ['dee', 'sam'])
  contact.does({ kind: 'crew' }, { crew: [{ ...dee, onBreak: true }, learner] })
  assert.deepEqual(contact.asked(), [])
})
