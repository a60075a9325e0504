import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Breach } from '#features/shifts/checks'
import { night, person, problem } from '../acting.ts'
import { whyThisOne } from '../reasons.ts'
import { sayWhy, type Sayer } from './saying.ts'

const sayer: Sayer = {
  language: 'en',
  name: (id) => id,
  skill: (id) => id,
  place: (id) => `seat ${id}`,
  when: () => 'Sat 02:00',
  clock: (time) => new Date(time).toISOString().slice(11, 16),
  breach: (breach: Breach) => breach.kind,
}
const alone = { neverAlone: false }

test('an open seat says why in words with names, and each smallest change where it is done', () => {
  const late = night('late', 5)
  const [seat] = late.seats
  const needs = { ...late, seats: [{ ...seat!, skills: ['naloxone'] }] }
  const has = [{ id: 'naloxone', until: null }]
  const free: [number, number] = [late.startsAt + 3_600_000, late.endsAt]
  const given = problem(
    [person('Mateo', { skills: has, available: [free] }), person('Amara', { skills: [] })],
    [needs],
    { rules: alone },
  )
  const said = sayWhy(whyThisOne(given, [], seat!.id), sayer)
  assert.deepEqual(said.reasons, ['Nobody with “naloxone” is available Sat 02:00.'])
  const [first, second] = said.suggestions
  assert.match(first!.words, /^Mateo could be there if they could start at \d\d:00 \(60 minutes more\)\.$/)
  assert.deepEqual(first!.ways, [{ words: 'See when Mateo can', path: 'roster/people' }])
  assert.equal(second!.words, 'Amara could be there if somebody confirmed that they have “naloxone”.')
  assert.deepEqual(second!.ways, [{ words: 'See what Amara has learned', path: 'training/Amara' }])
  assert.ok(said.people.includes('Amara: skill-missing'), String(said.people))
})

test('what nobody has to decide elsewhere is put on the board with one press, with the seats that change hands', () => {
  const why = {
    seatId: 'shift seat 0',
    reasons: [{ kind: 'everybody-has-a-reason' as const }],
    people: [],
    suggestions: [
      {
        seating: { seatId: 'shift seat 0', personId: 'Dee' },
        changes: [{ kind: 'moved' as const, seatId: 'other seat 1', from: 'Dee', to: 'Sam' }],
        asked: 2,
      },
    ],
  }
  const [one] = sayWhy(why, sayer).suggestions
  assert.equal(one!.words, 'Dee could be there if Sam took this from Dee: seat other seat 1.')
  assert.deepEqual(one!.ways, [
    {
      words: 'Put it on the board',
      puts: [
        { shiftId: 'other', seatId: 'seat', slot: 1, memberId: 'Sam' },
        { shiftId: 'shift', seatId: 'seat', slot: 0, memberId: 'Dee' },
      ],
    },
  ])
})

test('every reason has a sentence in both languages', () => {
  const seatId = 'shift seat 0'
  const reasons = [
    { kind: 'nobody-has-skill', skill: 'medic' },
    { kind: 'skill-expired', skill: 'medic', personIds: ['Dee', 'Sam'] },
    { kind: 'nobody-has-all', skills: ['medic'], languages: ['es'] },
    { kind: 'nobody-speaks', language: 'es' },
    { kind: 'nobody-available', skills: [], languages: [] },
    { kind: 'nobody-available', skills: [], languages: ['es'] },
    { kind: 'one-seat' },
    { kind: 'everybody-has-a-reason' },
  ] as const
  const why = { seatId, reasons: reasons.map((one) => structuredClone(one) as never), people: [], suggestions: [] }
  for (const language of ['en', 'es'] as const) {
    const said = sayWhy(why, { ...sayer, language }).reasons
    assert.equal(new Set(said).size, reasons.length)
    assert.ok(said.every((sentence) => sentence.endsWith('.') && !sentence.includes('{')))
  }
})
