import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mayReach, notSafe, readCard, readCase, type SafeCard } from './bodies.ts'
import { nameWords, randomName } from './names.ts'
import { codeSchema } from './wire.ts'

test('the empty card allows nothing, and whatever cannot be read is not safe', () => {
  for (const way of ['call', 'text', 'message'] as const) assert.equal(mayReach(notSafe, way), false)
  const strange: unknown[] = [null, 1, 'yes', [], { call: 'true', text: 1, message: {} }, { others: 'shout', drops: 7 }]
  for (const value of strange) assert.deepEqual(readCard(value), notSafe)
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const card = readCard(value)
      const said = (value ?? {}) as Partial<SafeCard>
      for (const way of ['call', 'text', 'message'] as const) if (card[way]) assert.equal(said[way], true)
    }),
  )
})

test('a yes alone reaches nobody: on what and when must be said too', () => {
  const yes = { ...notSafe, call: true }
  assert.equal(mayReach(yes, 'call'), false)
  assert.equal(mayReach({ ...yes, number: '555' }, 'call'), false)
  assert.equal(mayReach({ ...yes, number: '555', when: ' ' }, 'call'), false)
  const whole = { ...yes, number: '555', when: 'mornings' }
  assert.deepEqual([mayReach(whole, 'call'), mayReach(whole, 'text'), mayReach(whole, 'message')], [true, false, false])
})

test('what another device wrote is read as a known kind or not at all', () => {
  const at = 1
  const good = [
    { k: 'opened', at },
    { k: 'card', card: notSafe, at },
    { k: 'note', text: 'x', at },
    { k: 'link', contactId: 'c', agreed: '', at },
    { k: 'handover', to: 'm', note: 'n', at },
    { k: 'did', deed: 'closed', about: '', at },
    { k: 'part', part: 'promises', json: '{}', at },
  ]
  for (const body of good) assert.deepEqual(readCase(JSON.stringify(body)), body)
  const bad = [...good.map(({ at: _at, ...body }) => body), { k: 'did', deed: 'erased', about: '', at }, { k: 'note', text: 1, at }, 1, null, []] // prettier-ignore
  for (const body of bad) assert.equal(readCase(JSON.stringify(body)), null, JSON.stringify(body))
  fc.assert(fc.property(fc.string(), (text) => void readCase(text)))
})

test('a name is three different kind words of one language, by chance, and fits what the server takes', () => {
  for (const language of ['en', 'es'] as const) {
    assert.ok(nameWords[language].length >= 200)
    assert.equal(new Set(nameWords[language]).size, nameWords[language].length)
    const names = Array.from({ length: 500 }, () => randomName(language))
    assert.ok(new Set(names).size > 495)
    for (const name of names) {
      assert.ok(codeSchema.safeParse(name).success, name)
      const words = name.split(' ')
      assert.equal(new Set(words).size, 3)
      assert.ok(words.every((word) => nameWords[language].includes(word)))
    }
  }
  for (const name of ['dee river oak', 'María gómez oak', 'call her at 555', 'oak oak', 'x y z'])
    assert.equal(codeSchema.safeParse(name).success, name === 'dee river oak', name)
})
