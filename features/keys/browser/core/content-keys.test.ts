import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { deesId, foundThree, refusedAs, samsId, type Person } from '../../../../tests/malicious-server/stored.ts'

let ruth: Person
let dee: Person
let sam: Person

before(async () => ({ ruth, dee, sam } = await foundThree()))

const nameOf = (epoch: number, object = crypto.randomUUID()) => ({ object, kind: 'crew', epoch })

test('two consoles make the same epoch at once: neither reads or writes before the server has kept one, which serves both', async () => {
  const name = nameOf(1)
  const readers = [deesId, samsId].map((id) => ({ reader: `member:${id}` }))
  const kept = await dee.keyring.makeKey(name, readers)
  await sam.keyring.makeKey(name, readers)
  const [deesThread, samsThread] = [dee, sam].map(({ keyring }) => keyring.thread(name.object, 'crew'))
  await assert.rejects(samsThread!.seal('under the lost key'), refusedAs('key.unknown'))
  assert.deepEqual(await dee.keyring.learn(kept), { refused: [] })
  const record = await deesThread!.seal('under the kept key')
  assert.deepEqual(await samsThread!.open([[1, 'a', record]]), [{ seq: 1, id: 'a', error: 'key.unknown' }])
  assert.deepEqual(await sam.keyring.learn(kept), { refused: [] })
  const [opened] = await samsThread!.open([[1, 'a', record]])
  assert.equal('body' in opened! && opened.body, 'under the kept key')
  const answer = await samsThread!.seal('so do I')
  const [, second] = await deesThread!.open([
    [1, 'a', record],
    [2, 'b', answer],
  ])
  assert.equal('body' in second! && second.body, 'so do I')
})

test('a key that everybody has is never replaced by another', async () => {
  const name = nameOf(1)
  const readers = [deesId, samsId].map((id) => ({ reader: `member:${id}` }))
  const [first, second] = [await dee.keyring.makeKey(name, readers), await ruth.keyring.makeKey(name, readers)]
  await dee.keyring.learn(first)
  await sam.keyring.learn(first)
  const console = sam.keyring
  await console.learn(second)
  const record = await dee.keyring.thread(name.object, 'crew').seal('hello')
  const [opened] = await console.thread(name.object, 'crew').open([[1, 'a', record]])
  assert.equal('body' in opened! && opened.body, 'hello')
})

test('epochs are made one after the other', async () => {
  const name = nameOf(2)
  await assert.rejects(dee.keyring.makeKey(name, []), refusedAs('key.unknown'))
  await assert.rejects(dee.keyring.rewrap(name, []), refusedAs('key.unknown'))
})

test('somebody who is not among the readers opens nothing, and can write nothing', async () => {
  const name = nameOf(1)
  const wraps = await dee.keyring.makeKey(name, [{ reader: `member:${deesId}` }, { reader: 'circle:stewards' }])
  for (const { keyring } of [dee, sam]) await keyring.learn(wraps)
  const record = await dee.keyring.thread(name.object, 'crew').seal('need to know')
  assert.deepEqual(await sam.keyring.thread(name.object, 'crew').open([[1, 'a', record]]), [
    { seq: 1, id: 'a', error: 'key.unknown' },
  ])
  await assert.rejects(sam.keyring.thread(name.object, 'crew').seal('x'), refusedAs('key.unknown'))
  await ruth.keyring.learn(wraps)
  assert.equal(await ruth.keyring.newestEpoch(name.object, 'crew'), 1)
})

test('what is forgotten no longer opens', async () => {
  const name = nameOf(1)
  await dee.keyring.learn(await dee.keyring.makeKey(name, [{ reader: `member:${deesId}` }]))
  assert.equal(await dee.keyring.newestEpoch(name.object, 'crew'), 1)
  await dee.keyring.forget(name.object)
  assert.equal(await dee.keyring.newestEpoch(name.object, 'crew'), 0)
})

test('somebody who was off it and is back writes only once they have read what they wrote before', async () => {
  const name = nameOf(1)
  const wraps = await dee.keyring.makeKey(
    name,
    [deesId, samsId].map((id) => ({ reader: `member:${id}` })),
  )
  for (const { keyring } of [dee, sam]) await keyring.learn(wraps)
  const [deesThread, samsThread] = [dee, sam].map(({ keyring }) => keyring.thread(name.object, 'crew'))
  const before = await deesThread!.seal('before')
  for (const thread of [deesThread, samsThread]) await thread!.open([[1, 'a', before]])
  await dee.keyring.forget(name.object)
  await dee.keyring.learn(wraps)
  await deesThread!.withdraw()
  await assert.rejects(deesThread!.seal('too early'), refusedAs('record.unread'))
  await deesThread!.open([[1, 'a', before]])
  const [opened] = await samsThread!.open([[2, 'b', await deesThread!.seal('again')]])
  assert.equal('body' in opened! && opened.body, 'again')
})

test('a name under a track’s first key is the same for all who hold it, another for another purpose, and nobody else’s', async () => {
  const name = nameOf(1)
  const wraps = await dee.keyring.makeKey(name, [{ reader: `member:${deesId}` }, { reader: 'circle:stewards' }])
  for (const { keyring } of [dee, ruth, sam]) await keyring.learn(wraps)
  const [hers, his] = [
    await dee.keyring.nameUnder(name.object, 'crew', 'a'),
    await ruth.keyring.nameUnder(name.object, 'crew', 'a'),
  ]
  assert.match(hers, /^[A-Za-z0-9_-]{22}$/)
  assert.equal(hers, his)
  assert.notEqual(await dee.keyring.nameUnder(name.object, 'crew', 'b'), hers)
  await assert.rejects(sam.keyring.nameUnder(name.object, 'crew', 'a'), refusedAs('key.unknown'))
})
