import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupsOf, isLastGroup } from './paper.ts'

const printed = 'AGE-SECRET-KEY-PQ-1 CJFC M78X 40X5'

test('a paper key is shown in the groups it is printed in', () => {
  assert.deepEqual(groupsOf(printed), ['AGE-SECRET-KEY-PQ-1', 'CJFC', 'M78X', '40X5'])
  assert.deepEqual(groupsOf('ABCDEFGHIJ'), ['ABCD', 'EFGH', 'IJ'])
})

test('only its last group shows that it is on paper, however it is typed', () => {
  for (const typed of ['40X5', '40x5', ' 40 x5 ']) assert.ok(isLastGroup(printed, typed), typed)
  for (const typed of ['', 'M78X', '40X', '40X55']) assert.ok(!isLastGroup(printed, typed), typed)
  assert.ok(!isLastGroup('', ''))
})
