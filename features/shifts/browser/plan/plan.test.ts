import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShiftView } from '../../views.ts'
import type { Pattern, Seat } from '../../wire.ts'
import { Board, placesOf } from './board.ts'
import { landingOn } from './carrying.ts'
import { mending } from './drafts.ts'
import { candidatesFor, filtered, Judge } from './fit.ts'
import { alwaysFree, names, seating, shiftOn, usual, zone } from './fake-plan.ts'
import { askedFor } from './plan-state.ts'
import { nightsOf, preview } from './nights.ts'
import { stretchesOf } from './problems.ts'
import { problemOf, type SkillBook } from './problem.ts'
import { goTo, holesIn, mayStayEmpty, nextHole, rowsOf } from './rows.ts'
import { tellingOf } from './telling.ts'

/* What whoever plans is shown and told, from what the server knows. */
const now = Date.parse('2026-12-01T12:00:00Z')
const weekendNight: Pattern = {
  repeats: { kind: 'weekly', days: ['fri', 'sat'], every: 1, first: '2026-11-30' },
  from: '20:00',
  to: '08:00',
  skips: [],
  seats: [{ seatId: 'line', count: 2, skills: [], languages: [], trainee: true, kind: 'line' }],
}
const noSkills: SkillBook = { names: new Map(), held: new Map(), trainees: new Set() }

function judged(shifts: ShiftView[], skills = noSkills): { board: Board; judge: Judge } {
  const board = new Board()
  board.merge(shifts)
  const away = alwaysFree({ leave: [{ firstDate: '2026-12-03', lastDate: '2026-12-05' }] })
  const availabilities = ['amara', 'dee', 'ines', 'mateo'].map((memberId) => ({
    memberId,
    version: 1,
    given: memberId === 'ines' ? away : alwaysFree(),
    sealed: '',
  }))
  const known = {
    memberIds: [...names.keys()],
    shifts,
    availabilities,
    rests: [],
    rules: usual,
    skills,
    timeZone: zone,
  }
  return { board, judge: new Judge(problemOf(known), board) }
}

test('a pattern shows its next nights, and both nights on which the clocks change with their hours', () => {
  const { next, changed } = preview(weekendNight, '2026-12-01', zone)
  assert.deepEqual(
    next.slice(0, 3).map(({ date, hours }) => [date, hours]),
    [
      ['2026-12-04', 12],
      ['2026-12-05', 12],
      ['2026-12-11', 12],
    ],
  )
  assert.deepEqual(
    changed.map(({ date, hours, clockHours }) => [date, hours, clockHours]),
    [
      ['2027-03-13', 11, 12],
      ['2027-11-06', 13, 12],
    ],
  )
  const second: Pattern = { ...weekendNight, repeats: { kind: 'weekly', days: ['sun'], every: 2, first: '2026-12-06' } }
  const dates = (pattern: Pattern) => nightsOf(pattern, ['2026-12-01', '2027-01-05'], zone).map(({ date }) => date)
  assert.deepEqual(dates({ ...second, skips: ['2026-12-20'] }), ['2026-12-06', '2027-01-03'])
})

test('holes come first: open seats by time, somebody whose skill does not reach, somebody who said no', () => {
  const medic: Seat = { seatId: 'line', count: 2, skills: ['medic'], languages: [], trainee: false, kind: 'line' }
  const friday = shiftOn('2026-12-04', { seats: [medic], seated: ['dee', 'amara'] })
  const saturday = shiftOn('2026-12-05', { seated: ['mateo'] })
  const past = shiftOn('2026-11-28')
  saturday.seatings = [{ ...seating('mateo', 0), coming: 'no' }]
  const skills = {
    ...noSkills,
    held: new Map([
      ['dee', [{ id: 'medic', until: null }]],
      ['amara', [{ id: 'medic', until: now }]],
    ]),
  }
  const { board, judge } = judged([past, friday, saturday], skills)
  const rows = rowsOf([past, friday, saturday], board, judge, { first: '2026-11-23', last: '2026-12-20', lineId: null })
  const holes = holesIn(rows, now)
  assert.deepEqual(
    holes.map(({ row, cell, kind }) => `${row.shift.night} ${cell.slot} ${kind}`),
    ['2026-12-04 1 skill', '2026-12-05 0 not coming', '2026-12-05 1 open'],
  )
  const keys = holes.map(({ cell }) => cell.key)
  assert.equal(nextHole(rows, holes, keys[0]!, 1), keys[1])
  assert.equal(nextHole(rows, holes, keys[2]!, 1), keys[0])
  assert.equal(nextHole(rows, holes, keys[0]!, -1), keys[2])
  assert.equal(goTo(rows, keys[0]!, 'ArrowDown'), keys[2])
  assert.equal(goTo(rows, keys[2]!, 'ArrowLeft'), keys[1])
  assert.equal(goTo(rows, keys[2]!, 'ArrowRight'), null)
})

test('people for a seat: those who fit and carry least first, the others with what speaks against them', () => {
  const early = shiftOn('2026-12-04', { seated: ['dee'] })
  const late = shiftOn('2026-12-05', { from: '02:00', to: '08:00' })
  const { board, judge } = judged([early, late])
  const [place] = placesOf(late)
  const found = candidatesFor(place!, { judge, board, names, wishes: [] })
  assert.deepEqual(
    found.map(({ name, against, needs }) => [name, ...[...against, ...needs].map(({ kind }) => kind)].join(' ')),
    ['Amara alone', 'Mateo alone', 'Inés leave alone', 'Sam unavailable alone', 'Dee rest alone'],
  )
  assert.deepEqual(
    filtered(found, 'ine').map(({ name }) => name),
    ['Inés'],
  )
  assert.deepEqual(judge.verdict('dee', place!, placesOf(early)[0]!).against, [])
  const overlapping = shiftOn('2026-12-04', { from: '22:00', to: '04:00' })
  const both = judged([early, overlapping])
  const dee = both.judge.verdict('dee', placesOf(overlapping)[0]!)
  assert.equal(dee.blocked, true)
})

test('put down on a taken seat: the rules are asked for both who change places', () => {
  const friday = shiftOn('2026-12-04', { seated: ['dee'] })
  const later = shiftOn('2026-12-11', { seated: ['ines'] })
  const { board, judge } = judged([friday, later])
  const landing = landingOn({ memberId: 'dee', from: placesOf(friday)[0]! }, placesOf(later)[0]!, board, judge)
  assert.deepEqual([landing.other, landing.against.map(({ kind }) => kind)], ['ines', ['leave']])
})

test('publishing says beforehand what everybody sees, and who is told what', () => {
  const seen = shiftOn('2026-12-04', { published: true, seated: ['dee'] })
  const fresh = shiftOn('2026-12-05', { seated: ['mateo'] })
  const { board } = judged([seen, fresh])
  board.put({ ...placesOf(seen)[0]!, memberId: 'amara' })
  const telling = tellingOf([seen, fresh], board, { first: '2026-11-30', last: '2026-12-27', now })
  assert.deepEqual([telling.newly.map(({ night }) => night), telling.open], [['2026-12-05'], 1])
  assert.deepEqual(
    telling.people.map(({ memberId, gets, loses }) => [memberId, gets.length, loses.length]),
    [
      ['mateo', 1, 0],
      ['amara', 1, 0],
      ['dee', 0, 1],
    ],
  )
})

test('the same stretch of the week without a seat is told once, and mended by a pattern', () => {
  const problem = (night: string) => {
    const { startsAt, endsAt } = shiftOn(night)
    return { lineId: 'night', kind: 'no seat', from: startsAt, to: endsAt } as const
  }
  const found = stretchesOf([problem('2026-12-11'), problem('2026-12-04'), problem('2026-12-05')], zone)
  const beginning = { lineId: '', today: '2026-12-01', names: { line: {}, pair: {}, 'back-up': {} } }
  const { pattern, lineId } = mending(found[0]!.first, beginning, zone)
  assert.deepEqual(
    [lineId, pattern.from, pattern.to, pattern.repeats],
    ['night', '20:00', '02:00', { kind: 'weekly', days: ['fri'], every: 1, first: '2026-12-04' }],
  )
  assert.deepEqual(
    found.map(({ day, from, to, times }) => `${day} ${from}-${to} ${times}`),
    ['fri 20:00-02:00 2', 'sat 20:00-02:00 1'],
  )
})

test('the months around the shown weeks are asked for too', () => {
  assert.deepEqual(askedFor({ first: '2026-12-07', weeks: 4 }), ['2026-11-30', '2027-01-31'])
  assert.deepEqual(askedFor({ first: '2026-12-28', weeks: 8 }), ['2026-12-01', '2027-02-28'])
})

test('a seat that stays empty is no hole, until somebody was seated there', () => {
  const left = { seatId: 'line', slot: 1, byId: 'amara', sealed: '' }
  const shift = { ...shiftOn('2026-12-04', { published: true, seated: ['dee'] }), leftEmpty: [left] }
  const board = new Board()
  board.merge([shift])
  const judge = new Judge(problemOf({ ...noneKnown, shifts: [shift] }), board)
  const shown = { first: '2026-12-01', last: '2026-12-10', lineId: null }
  const now = Date.parse('2026-12-01T00:00:00Z')
  const rows = () => rowsOf([shift], board, judge, shown)
  const [first, second] = rows()[0]!.cells
  assert.deepEqual([first!.staysEmpty, second!.staysEmpty, holesIn(rows(), now).length], [false, true, 0])
  assert.deepEqual([first!, second!].map(({ key }) => mayStayEmpty(rows(), key, now)), [false, true]) // prettier-ignore
  board.put({ ...placesOf(shift)[1]!, memberId: 'sam' })
  assert.equal(rows()[0]!.cells[1]!.staysEmpty, false)
})
const noneKnown = {
  memberIds: [...names.keys()],
  availabilities: [],
  rests: [{ memberId: 'sam', from: '2026-12-05T00:00:00Z', until: '2026-12-06T00:00:00Z' }],
  rules: usual,
  skills: { names: new Map(), held: new Map(), trainees: new Set<string>() },
  timeZone: zone,
}

test('the board knows who rests, as the server does', () => {
  const shift = shiftOn('2026-12-04')
  const board = new Board()
  board.merge([shift])
  const judge = new Judge(problemOf({ ...noneKnown, shifts: [shift] }), board)
  const [place] = placesOf(shift)
  assert.ok(judge.verdict('sam', place!).against.some(({ kind }) => kind === 'resting'))
  assert.ok(judge.verdict('dee', place!).against.every(({ kind }) => kind !== 'resting'))
})
