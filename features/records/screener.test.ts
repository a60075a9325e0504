import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAsked, questions, triageOf, type Answer, type Question } from './screener.ts'

const said = (answers: Partial<Record<Question, Answer>>) => (question: Question) => answers[question] ?? null

test('after a no to the second question the third to fifth are left out; the last is asked after a yes to the sixth', () => {
  const asked = (answers: Partial<Record<Question, Answer>>): string =>
    questions.filter((question) => isAsked(question, said(answers))).join(' ')
  assert.equal(asked({}), 'wish thoughts behavior')
  assert.equal(asked({ thoughts: 'no' }), 'wish thoughts behavior')
  assert.equal(asked({ thoughts: 'yes' }), 'wish thoughts method intent plan behavior')
  assert.equal(asked({ behavior: 'yes' }), 'wish thoughts behavior three-months')
})

const triages: [Partial<Record<Question, Answer>>, ReturnType<typeof triageOf>][] = [
  [{}, null],
  [{ wish: 'no', thoughts: 'no', behavior: 'no' }, null],
  [{ wish: 'yes' }, 'low'],
  [{ thoughts: 'yes', method: 'no' }, 'low'],
  [{ thoughts: 'yes', method: 'yes' }, 'moderate'],
  [{ behavior: 'yes', 'three-months': 'no' }, 'moderate'],
  [{ behavior: 'yes', 'three-months': 'yes' }, 'high'],
  [{ thoughts: 'yes', intent: 'yes' }, 'high'],
  [{ thoughts: 'yes', plan: 'yes' }, 'high'],
  // Taken back: an answer to a question that is no longer asked counts for nothing.
  [{ thoughts: 'no', plan: 'yes' }, null],
]
for (const [answers, triage] of triages)
  test(`${JSON.stringify(answers)} is ${triage ?? 'nothing said'}`, () => assert.equal(triageOf(said(answers)), triage))
