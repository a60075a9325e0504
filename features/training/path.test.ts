import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, later } from '#platform/clock'
import {
  callOutAt,
  handsOf,
  isOver,
  markProblem,
  ownerFor,
  pathProblem,
  shadowStep,
  standingBy,
  stepKinds,
  stepState,
  unmarkProblem,
  type Hand,
  type Step,
} from './path-rules.ts'
import { tableAfter } from './readme-table.ts'

const step = (stepId: string, kind: Step['kind'], times = 1): Step => ({ stepId, kind, times, days: 30 })
const steps = [step('reading', 'reading'), step('shadow', 'shadow', 2), step('sign-off', 'sign-off')]
const counted = (marks: readonly string[]) => (stepId: string) => marks.filter((one) => one === stepId).length

test('every line of the README’s table of a path', () => {
  const histories: Record<string, string[]> = {
    'it began': [],
    'Sam has read it': ['reading'],
    'a shift was counted': ['reading', 'shadow'],
    'another shift was counted': ['reading', 'shadow', 'shadow'],
    'Amara signed': ['reading', 'shadow', 'shadow', 'sign-off'],
    'her signature was undone': ['reading', 'shadow', 'shadow'],
    'the last shift was undone': ['reading', 'shadow'],
  }
  const [head, _rule, ...rows] = tableAfter('## A path: what happened')
  assert.deepEqual(head, ['what happened', ...steps.map(({ stepId }) => stepId), 'Sam'])
  const expected = Object.entries(histories).map(([what, marks]) => [
    what,
    ...steps.map(({ stepId }) => stepState(steps, stepId, counted(marks))),
    standingBy(steps, counted(marks)),
  ])
  assert.deepEqual(rows, expected)
})

test('who marks a step is the table of the README', () => {
  const [head, _rule, ...rows] = tableAfter('## Who marks a step')
  const hands = head!.slice(1) as Hand[]
  assert.deepEqual(
    rows,
    stepKinds.map((kind) => [kind, ...hands.map((hand) => (markProblem([hand], kind, 'open') === null ? 'yes' : ''))]),
  )
  for (const kind of stepKinds) assert.equal(markProblem([], kind, 'open'), 'not-yours')
})

test('on their own path a planner or an owner is whoever walks it, and nothing else', () => {
  for (const plans of [true, false])
    assert.deepEqual(handsOf({ memberId: 'sam', plans }, { memberId: 'sam', ownerId: 'sam' }), ['self'])
  assert.deepEqual(handsOf({ memberId: 'dee', plans: false }, { memberId: 'sam', ownerId: 'dee' }), ['owner'])
  assert.deepEqual(handsOf({ memberId: 'dee', plans: true }, { memberId: 'sam', ownerId: 'dee' }), ['owner', 'planner'])
  assert.deepEqual(handsOf({ memberId: 'dee', plans: false }, { memberId: 'sam', ownerId: null }), [])
})

test('in every state of every path of three steps: over is not marked again, a sign-off waits, and it holds what is below', () => {
  for (const kinds of stepKinds.flatMap((one) => stepKinds.map((other) => [one, other] as const))) {
    const path = [...kinds.map((kind, at) => step(`${at}`, kind, kind === 'shadow' ? 2 : 1)), step('2', 'sign-off')]
    for (let marks = 0; marks < 27; marks++) {
      const counts = (stepId: string) => Math.floor(marks / 3 ** Number(stepId)) % 3
      for (const [at, one] of path.entries()) {
        const state = stepState(path, one.stepId, counts)
        const before = path.slice(0, at).every(({ stepId }) => isOver(stepState(path, stepId, counts)))
        const problem = markProblem(['planner'], one.kind, state)
        assert.equal(problem === 'step-done', counts(one.stepId) >= one.times)
        if (one.kind === 'sign-off' && problem === null) assert.ok(before, 'signed before its time')
        const signed = path.slice(at + 1).some((later) => later.kind === 'sign-off' && counts(later.stepId) > 0)
        const undoing = { isOwn: true, hands: [], stepId: one.stepId }
        assert.equal(unmarkProblem(undoing, path, counts), signed ? 'signed' : null)
      }
      const all = path.every(({ stepId }) => isOver(stepState(path, stepId, counts)))
      assert.equal(standingBy(path, counts), all ? 'experienced' : 'trainee')
    }
  }
})

test('a mark is undone by whoever made it, or plans', () => {
  const none = counted([])
  assert.equal(unmarkProblem({ isOwn: false, hands: ['owner'], stepId: 'reading' }, steps, none), 'not-yours')
  assert.equal(unmarkProblem({ isOwn: false, hands: ['self'], stepId: 'reading' }, steps, none), 'not-yours')
  assert.equal(unmarkProblem({ isOwn: false, hands: ['planner'], stepId: 'reading' }, steps, none), null)
})

test('a path ends with a sign-off, names a step once and counts shadow shifts alone; without steps there is none', () => {
  assert.equal(pathProblem([]), null)
  assert.equal(standingBy([], counted([])), 'experienced')
  assert.equal(pathProblem(steps), null)
  assert.equal(pathProblem(steps.slice(0, 2)), 'no-sign-off')
  assert.equal(pathProblem([steps[0]!, ...steps]), 'same-id')
  assert.equal(pathProblem([step('a', 'session', 2), steps[2]!]), 'times')
})

test('a step that nobody was named for goes to who looks after fewest of those who plan, never to whoever walks', () => {
  const planners = [
    { memberId: 'ruth', load: 1 },
    { memberId: 'noor', load: 0 },
    { memberId: 'amara', load: 0 },
  ]
  assert.equal(ownerFor(planners, 'sam'), 'amara')
  assert.equal(ownerFor(planners, 'amara'), 'noor')
  assert.equal(ownerFor([planners[0]!], 'ruth'), null)
})

test('an overdue step is called out when it is due, and a week after whenever that is past', () => {
  const now = new Date('2026-11-20T21:00:00Z')
  assert.deepEqual(callOutAt(later(now, day), now), later(now, day))
  for (const past of [0, -day]) assert.deepEqual(callOutAt(later(now, past), now), later(now, 7 * day))
})

test('a shift counts for the first shadow step with room, or for none', () => {
  assert.equal(shadowStep(steps, counted([])), 'shadow')
  assert.equal(shadowStep(steps, counted(['shadow', 'shadow'])), null)
})
