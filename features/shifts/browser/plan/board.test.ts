import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Board, placesOf, type Place } from './board.ts'
import { seating, shiftOn } from './fake-plan.ts'

/* What is planned on top of what is saved: steps, undone and redone, and merged with what others save meanwhile. */
const friday = shiftOn('2026-12-04', { seated: ['dee'] })
const saturday = shiftOn('2026-12-05')
const [fri0, fri1] = placesOf(friday) as [Place, Place]
const [sat0] = placesOf(saturday) as [Place]

function opened(): Board {
  const board = new Board()
  board.merge([friday, saturday])
  return board
}
const said = (board: Board): string[] =>
  board.all().map(({ shiftId, slot, memberId }) => `${shiftId.slice(8, 10)}.${slot} ${memberId}`)

test('a step is a change with who sat there, taken back and made again', () => {
  const board = opened()
  board.put({ ...fri1, memberId: 'mateo' })
  assert.deepEqual(board.changes(), [{ ...fri1, memberId: 'mateo', was: null }])
  board.undo()
  assert.deepEqual([board.isDirty, board.canRedo], [false, true])
  board.redo()
  assert.deepEqual(said(board), ['04.0 dee', '04.1 mateo'])
})

test('somebody put on another seat that is taken changes places; nobody sits twice in one shift', () => {
  const board = opened()
  board.put({ ...sat0, memberId: 'mateo' })
  board.move(sat0, fri0)
  assert.deepEqual(said(board), ['04.0 mateo', '05.0 dee'])
  board.put({ ...fri1, memberId: 'mateo' })
  assert.deepEqual(said(board), ['04.1 mateo', '05.0 dee'])
  for (let step = 0; step < 3; step++) board.undo()
  assert.deepEqual(said(board), ['04.0 dee'])
})

test('what was saved can still be taken back: undo makes it a change again', () => {
  const board = opened()
  board.put({ ...sat0, memberId: 'sam' })
  board.merge([friday, { ...saturday, seatings: [seating('sam', 0)] }])
  assert.equal(board.isDirty, false)
  board.undo()
  assert.deepEqual(board.changes(), [{ ...sat0, memberId: null, was: 'sam' }])
})

test('a colleague saved another place: merged. The same place: both are shown, and one of them is kept', () => {
  const board = opened()
  board.put({ ...fri1, memberId: 'mateo' })
  board.merge([friday, { ...saturday, seatings: [seating('ines', 0)] }])
  assert.deepEqual([board.conflicts(), board.at(sat0)], [[], 'ines'])
  board.merge([{ ...friday, seatings: [seating('dee', 0), seating('sam', 1)] }, saturday])
  const conflict = { place: fri1, mine: 'mateo', theirs: 'sam', twice: false }
  assert.deepEqual(board.conflicts(), [conflict])
  board.keepMine(conflict)
  assert.deepEqual([board.conflicts(), board.changes()], [[], [{ ...fri1, memberId: 'mateo', was: 'sam' }]])
  board.undo()
  board.redo()
  board.takeTheirs(conflict)
  assert.deepEqual([board.isDirty, board.at(fri1)], [false, 'sam'])
})

test('a colleague gave the same person another seat of that shift: said, and keeping mine frees theirs', () => {
  const board = opened()
  board.put({ ...fri1, memberId: 'sam' })
  board.merge([{ ...friday, seatings: [seating('sam', 0)] }, saturday])
  const [conflict] = board.conflicts()
  assert.equal(conflict?.twice, true)
  board.keepMine(conflict!)
  assert.deepEqual([said(board), board.conflicts()], [['04.1 sam'], []])
})

test('a place that went away with its shift is let go and handed back', () => {
  const board = opened()
  board.put({ ...sat0, memberId: 'sam' })
  assert.deepEqual(board.merge([friday]), [sat0])
  assert.equal(board.isDirty, false)
})

test('whatever is put, moved, undone and redone: nobody sits twice in a shift, and undoing all is what was saved', () => {
  const places = [...placesOf(friday), ...placesOf(saturday)]
  const place = fc.constantFrom(...places)
  const act = fc.oneof(
    fc.record({ kind: fc.constant('put' as const), place, memberId: fc.constantFrom('dee', 'mateo', 'sam', null) }),
    fc.record({ kind: fc.constant('move' as const), place, to: place }),
    fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const) }),
  )
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const board = opened()
      for (const one of acts) {
        if (one.kind === 'put') board.put({ ...one.place, memberId: one.memberId })
        else if (one.kind === 'move') board.move(one.place, one.to)
        else board[one.kind]()
        const seats = board.all().map(({ shiftId, memberId }) => `${shiftId} ${memberId}`)
        assert.equal(new Set(seats).size, seats.length)
      }
      const end = said(board)
      while (board.canUndo) board.undo()
      assert.deepEqual([said(board), board.changes()], [['04.0 dee'], []])
      while (board.canRedo) board.redo()
      if (!acts.some(({ kind }) => kind === 'undo')) assert.deepEqual(said(board), end)
    }),
    { numRuns: 200 },
  )
})
