import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hour, minute } from '#platform/clock'
import { readmeTable } from '../../tests/readme-table.ts'
import { wall } from '../../tests/rostered.ts'
import {
  answerWithin,
  comersOf,
  following,
  leaversOf,
  nextItem,
  raiseAgain,
  timesOf,
  undoFor,
  type Item,
  type ItemEvent,
  type ShiftThen,
} from './rules.ts'

/* Who goes and who comes, and what becomes of an offered thing: plain rules, the clock in hand. */

const zone = 'America/Los_Angeles'
const at = (there: string): number => wall(there, zone).getTime()
const shift = (shiftId: string, from: string, until: string, ...memberIds: string[]): ShiftThen => ({
  shiftId,
  lineId: 'night',
  memberIds,
  startsAt: at(from),
  endsAt: at(until),
})
const evening = shift('evening', '2026-11-20T20:00', '2026-11-21T02:00', 'dee', 'sam')
const small = shift('small', '2026-11-21T02:00', '2026-11-21T08:00', 'mateo', 'sam')
const saturday = shift('saturday', '2026-11-21T20:00', '2026-11-22T02:00', 'ines')
const friday = shift('friday', '2026-11-27T20:00', '2026-11-28T02:00', 'dee')
const weekend = [evening, small, saturday, friday]

test('at 02:00 Dee goes and Sam stays; what is due until the end of Saturday evening is handed over', () => {
  assert.deepEqual(leaversOf(weekend, evening, evening.endsAt), ['dee'])
  assert.deepEqual(comersOf(weekend, evening, at('2026-11-21T01:40')), ['mateo', 'sam'])
  assert.deepEqual(timesOf(weekend, evening, at('2026-11-21T01:40')), {
    raiseAt: at('2026-11-21T02:15'),
    overAt: at('2026-11-21T08:00'),
    before: at('2026-11-22T02:00'),
  })
})

test('on a night on which clocks go back, 15 minutes and two hours are as long as ever', () => {
  const long = shift('long', '2026-10-31T20:00', '2026-11-01T01:30', 'dee')
  const after = shift('after', '2026-11-01T02:00', '2026-11-01T08:00', 'mateo')
  // Between half past one, the first time, and two lie an hour and a half.
  assert.equal(after.startsAt - long.endsAt, 1.5 * hour)
  assert.equal(timesOf([long, after], long, long.endsAt).raiseAt, after.startsAt + 15 * minute)
  const tooLate = { ...after, startsAt: after.startsAt + 31 * minute }
  assert.deepEqual(following([long, tooLate], long, long.endsAt), [])
})

test('after the last shift of the weekend nobody is asked, and what is due until the end of the shift after the next is listed', () => {
  const last = shift('last', '2026-11-22T02:00', '2026-11-22T08:00', 'mateo')
  const all = [...weekend, last]
  assert.deepEqual(timesOf(all, last, last.endsAt), { raiseAt: null, overAt: null, before: friday.endsAt })
  assert.deepEqual(leaversOf(all, last, last.endsAt), ['mateo'])
  assert.deepEqual(comersOf(all, last, at('2026-11-22T08:00')), [])
  assert.deepEqual(comersOf(all, last, at('2026-11-27T17:59')), [])
  assert.deepEqual(comersOf(all, last, at('2026-11-27T18:00')), ['dee'], 'Friday’s shift is offered it')
})

test('a shift on another line follows nothing here; one that began before and goes on does', () => {
  const other = { ...small, shiftId: 'other', lineId: 'day' }
  const across = shift('across', '2026-11-20T23:00', '2026-11-21T04:00', 'dee')
  assert.deepEqual(leaversOf([evening, other], evening, evening.endsAt), ['dee', 'sam'])
  assert.deepEqual(leaversOf([evening, across], evening, evening.endsAt), ['sam'])
  assert.equal(timesOf([evening, across], evening, evening.endsAt).raiseAt, at('2026-11-21T02:15'))
})

test('told of its end late: whoever is there now is asked, from now on; of what was in between nobody is', () => {
  const back = at('2026-11-21T20:30')
  assert.deepEqual(comersOf(weekend, evening, back), ['ines'])
  assert.deepEqual(leaversOf(weekend, evening, back), ['dee', 'sam'], 'also whoever sat in what is over by now')
  assert.deepEqual(leaversOf([...weekend, { ...saturday, memberIds: ['dee'] }], evening, back), ['sam'])
  assert.deepEqual(timesOf(weekend, evening, back), {
    raiseAt: at('2026-11-21T20:45'),
    overAt: at('2026-11-22T02:00'),
    before: at('2026-11-28T02:00'),
  })
  const soonBack = at('2026-11-21T02:14')
  assert.equal(timesOf(weekend, evening, soonBack).raiseAt, at('2026-11-21T02:15'), 'a short while away moves nothing')
  const between = at('2026-11-22T12:00')
  assert.deepEqual(timesOf(weekend, evening, between), { raiseAt: null, overAt: null, before: friday.endsAt })
})

const made: Item = {
  state: 'offered',
  leaverId: 'dee',
  takenBy: null,
  raiseAt: at('2026-11-21T02:15'),
  overAt: at('2026-11-21T08:00'),
  nextAt: at('2026-11-21T02:15'),
  changedAt: at('2026-11-21T01:40'),
}

test('nobody says anything: raised, and again every half hour until the next shift is over', () => {
  let item = made
  const raised: number[] = []
  while (item.nextAt !== null) {
    raised.push(item.nextAt)
    item = nextItem(item, { kind: 'due' }, item.nextAt)!
  }
  assert.equal(item.state, 'raised')
  assert.deepEqual(raised.slice(0, 2), [at('2026-11-21T02:15'), at('2026-11-21T02:45')])
  assert.equal(raised.at(-1), at('2026-11-21T07:45'))
  assert.equal(nextItem({ ...made, raiseAt: null, nextAt: null }, { kind: 'due' }, made.changedAt), null)
})

test('what Dee keeps stays with her until the next shift is over, and is then raised; nobody takes it from her meanwhile', () => {
  const kept = nextItem(made, { kind: 'kept' }, at('2026-11-21T01:50'))!
  assert.deepEqual([kept.state, kept.nextAt], ['kept', at('2026-11-21T08:00')])
  assert.equal(nextItem(kept, { kind: 'accepted', by: 'mateo' }, at('2026-11-21T02:00')), null)
  assert.equal(nextItem(kept, { kind: 'due' }, kept.nextAt!)!.state, 'raised')
})

test('taken back within ten minutes it is offered as before, with time to answer; later it is not', () => {
  const taken = nextItem(made, { kind: 'accepted', by: 'mateo' }, at('2026-11-21T02:10'))!
  const back = nextItem(taken, { kind: 'undone' }, at('2026-11-21T02:20'))!
  assert.deepEqual([back.state, back.takenBy, back.nextAt], ['offered', null, at('2026-11-21T02:35')])
  assert.equal(nextItem(taken, { kind: 'undone' }, at('2026-11-21T02:10') + undoFor + 1), null)
  assert.equal(nextItem(back, { kind: 'accepted', by: 'dee' }, back.changedAt), null, 'Dee has it already')
})

test('whatever is said when, what nobody answered is looked at again until the next shift is over, and what is answered is somebody’s', () => {
  const kinds = fc.constantFrom<ItemEvent>(
    { kind: 'accepted', by: 'mateo' },
    { kind: 'passed', by: 'ruth' },
    { kind: 'kept' },
    { kind: 'undone' },
    { kind: 'due' },
    { kind: 'over' },
  )
  const histories = fc.array(fc.tuple(kinds, fc.integer({ min: 0, max: 45 })), { maxLength: 40 })
  fc.assert(
    fc.property(histories, (history) => {
      let [item, now] = [made, made.changedAt]
      for (const [event, minutes] of history) {
        now += minutes * minute
        // The house comes to what is due before anybody says the next thing.
        while (item.nextAt !== null && item.nextAt <= now) item = nextItem(item, { kind: 'due' }, item.nextAt) ?? item
        if (event.kind !== 'due') item = nextItem(item, event, now) ?? item
        assert.equal(item.takenBy === null, item.state !== 'accepted')
        if (item.state === 'accepted' || item.state === 'gone') assert.equal(item.nextAt, null)
        else if (item.state === 'raised') assert.ok(item.nextAt !== null || now + raiseAgain >= made.overAt!)
        else assert.ok(item.nextAt !== null && item.nextAt > now, `${item.state} is looked at`)
      }
    }),
  )
  assert.ok(answerWithin < raiseAgain)
})

test('the table of the README is what the rules say, cell by cell', () => {
  const [head, ...rows] = readmeTable(import.meta.dirname, 'An item: state, event, next state')
  const now = made.changedAt
  for (const [name, ...cells] of rows) {
    const kind = name!.replaceAll('*', '') as ItemEvent['kind']
    const event = { kind, by: 'mateo' } as ItemEvent
    for (const [at, cell] of cells.entries()) {
      const state = head![at + 1] as Item['state']
      const item = { ...made, state, takenBy: state === 'accepted' ? 'mateo' : null }
      assert.equal(nextItem(item, event, now)?.state ?? '', cell, `${state}, ${kind}`)
    }
  }
  assert.equal(rows.length, 6)
})
