import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCrew } from './bodies.ts'

const id = '3f0e8f3a-6b0e-4a55-9d43-0a9d7d6f1c11'
const body = { k: 'field', field: 'personal/name', value: 'Alex', base: id, edit: '0123456789abcdef', at: 1 }

test('a write to a field of the record is read as it is', () => {
  assert.deepEqual(readCrew(JSON.stringify(body)), body)
  assert.deepEqual(readCrew(JSON.stringify({ ...body, base: null, value: '' })), { ...body, base: null, value: '' })
})

for (const [what, wrong] of [
  ['a place that is none', { field: 'Personal name' }],
  ['a place too deep', { field: 'a/b/c/d' }],
  ['a place of an object', { field: '__proto__' }],
  ['a value that is no text', { value: { toString: 'x' } }],
  ['a value longer than a field', { value: 'x'.repeat(4001) }],
  ['a base that is no row', { base: 'x' }],
  ['no base at all', { base: undefined }],
  ['a go without a name', { edit: '' }],
  ['no time', { at: 'now' }],
] as const)
  test(`${what} is not read`, () => assert.equal(readCrew(JSON.stringify({ ...body, ...wrong })), null))
