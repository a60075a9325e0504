import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rulesSchema, type ShiftRules } from '../../wire.ts'
import { usualShiftRules } from '../../rules.ts'
import { rowChoices, withNotice, withRows, wrongIn, wrongNotices } from './rules-form.ts'

const isTaken = (rules: ShiftRules): boolean => rulesSchema.safeParse(rules).success

test('a limit in a row that another rule forbids is not on offer, goes up with it, and the server refuses it', () => {
  const one: ShiftRules = { ...usualShiftRules, mostNightsInRow: 1, mostDaysInRow: 1 }
  assert.ok(isTaken(one))
  for (const asked of [{ fewestNightsInRow: 2 as const }, { wholeWeekends: true }]) {
    assert.ok(!isTaken({ ...one, ...asked }))
    assert.ok(isTaken(withRows({ ...one, ...asked })))
  }
  const two = withRows({ ...one, fewestNightsInRow: 2 })
  assert.deepEqual([two.mostNightsInRow, two.mostDaysInRow], [2, 2])
  assert.deepEqual([rowChoices(two, 'mostNightsInRow')[0], rowChoices(one, 'mostNightsInRow').at(-1)], [2, 14])
  assert.equal(withRows({ ...usualShiftRules, wholeWeekends: true }).mostDaysInRow, null, 'no limit stays none')
})

test('a line has its own notice or the team’s; what the server would refuse is said', () => {
  const lineId = '018f3c00-0000-7000-8000-000000000001'
  const own = withNotice(usualShiftRules, lineId, 72)
  assert.deepEqual([own.noticeHoursOn, isTaken(own)], [{ [lineId]: 72 }, true])
  assert.deepEqual(withNotice(own, lineId, null), usualShiftRules)
  const wrong = withNotice(own, lineId, 400)
  assert.deepEqual([wrongNotices(wrong), wrongIn({ ...own, noticeHours: 0 }), isTaken(wrong)], [[lineId], ['noticeHours'], false]) // prettier-ignore
})
