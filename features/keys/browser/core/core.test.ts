import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { utf8 } from '#platform/envelope/bytes'
import { sealTo } from '#platform/envelope/identity'
import {
  deesId,
  found,
  join,
  learn,
  newPerson,
  nothingStored,
  refusedAs,
  ruthsId,
  samsId,
  teamId,
  unlockAgain,
  viewOf,
  type Person,
  type Stored,
} from '../../../../tests/malicious-server/stored.ts'

const line = '00000000-0000-7000-8000-0000000000a1'

let stored: Stored
let ruth: Person
let dee: Person
let sam: Person

before(async () => {
  stored = nothingStored()
  ruth = await newPerson('Ruth', ruthsId, ['steward'])
  dee = await newPerson('Dee', deesId, ['responder'])
  sam = await newPerson('Sam', samsId, ['responder'])
  await found(stored, ruth)
  stored.intakes.push(await ruth.keyring.makeIntake(line))
  await learn(stored, ruth)
  await join(stored, [ruth], dee)
  await join(stored, [ruth], sam)
  for (const person of [dee, sam]) await learn(stored, person)
})

test('pins move into it, and two devices merge theirs by maximum', async () => {
  const [phone, laptop] = [await unlockAgain(stored, ruth), await unlockAgain(stored, ruth)]
  assert.equal((await phone.learnTeam(viewOf(stored, ruthsId))).pinsMoved, true)
  const saved = await phone.vault()
  const extra = await laptop.newPaperKey()
  await laptop.vault([...(await laptop.waysIn()), extra.recipient])
  await laptop.mergeVault(saved)
  const merged = { ...stored, vaults: new Map([[ruthsId, await laptop.vault()]]) }
  const again = await unlockAgain(merged, ruth)
  assert.equal((await again.learnTeam(viewOf(stored, ruthsId))).pinsMoved, false)
})

test("another member's vault is not merged", async () => {
  const keyring = await unlockAgain(stored, ruth)
  await assert.rejects(keyring.mergeVault(stored.vaults.get(deesId)!), refusedAs('file.not-for-us'))
})

test('everything is refused, and threads of before are dead', async () => {
  const keyring = await unlockAgain(stored, dee)
  await keyring.learnTeam(viewOf(stored, deesId))
  const object = crypto.randomUUID()
  await keyring.learn(await keyring.makeKey({ object, kind: 'crew', epoch: 1 }, [{ reader: `member:${deesId}` }]))
  const thread = keyring.thread(object, 'crew')
  await thread.seal('before')
  keyring.lock()
  assert.equal(keyring.state, 'locked')
  assert.throws(() => keyring.slot, refusedAs('locked'))
  assert.throws(() => keyring.names(), refusedAs('locked'))
  await assert.rejects(thread.seal('after'), refusedAs('locked'))
  await assert.rejects(thread.open([]), refusedAs('locked'))
  await assert.rejects(keyring.learn([]), refusedAs('locked'))
  await assert.rejects(async () => keyring.vault(), refusedAs('locked'))
  await assert.rejects(
    keyring.openVault({ team: teamId, member: deesId, file: stored.vaults.get(deesId)! }),
    refusedAs('file.not-for-us'),
  )
})

test('whoever waits for the team to be verified goes on then, and is refused when it is locked before', async () => {
  const keyring = await unlockAgain(stored, dee)
  const refused = assert.rejects(keyring.verified(), refusedAs('locked'))
  keyring.lock()
  await refused
  await assert.rejects(keyring.verified(), refusedAs('locked'))
  const again = await unlockAgain(stored, dee)
  const verified = again.verified()
  await again.learnTeam(viewOf(stored, deesId))
  await verified
  await again.verified()
})

test('each unlocking writes under a slot of its own', async () => {
  const [one, two] = [await unlockAgain(stored, dee), await unlockAgain(stored, dee)]
  assert.notEqual(one.slot, two.slot)
  assert.match(one.slot, new RegExp(`^member:${deesId}:[0-9a-f]{16}$`))
})

test('things for a circle open for everybody in it, now and later', async () => {
  const note = utf8('quick phrases: I am here')
  const sealed = await dee.keyring.sealToCircle('responders', note)
  const labelled = await dee.keyring.sealToCircle('responders', note, 'phrases')
  for (const { keyring } of [ruth, dee, sam]) {
    assert.deepEqual(await keyring.openForCircle(sealed), note)
    assert.deepEqual(await keyring.openForCircle(labelled, 'phrases'), note)
    await assert.rejects(keyring.openForCircle(sealed, 'phrases'), refusedAs('file.other-place'))
  }
  const forStewards = await dee.keyring.sealToCircle('stewards', note)
  await assert.rejects(sam.keyring.openForCircle(forStewards), refusedAs('file.not-for-us'))
  const outside = await sealTo([(await ruth.keyring.rosters()).stewards.recipient], note)
  assert.deepEqual(await ruth.keyring.openForCircle(outside), note)
})

test('things for some of the team open for them alone, and only as what they were sealed as', async () => {
  const note = utf8('after a hard night I would rather not be asked')
  const sealed = await dee.keyring.sealForReaders([`member:${deesId}`, 'circle:stewards'], note, 'wishes')
  for (const { keyring } of [ruth, dee]) assert.deepEqual(await keyring.openForMe(sealed, 'wishes'), note)
  await assert.rejects(sam.keyring.openForMe(sealed, 'wishes'), refusedAs('file.not-for-us'))
  await assert.rejects(dee.keyring.openForMe(sealed, 'reasons'), refusedAs('file.other-place'))
  for (const reader of [`member:${teamId}`, 'circle:everybody', `caller:${deesId}`])
    assert.throws(() => dee.keyring.sealForReaders([reader], note, 'wishes'), refusedAs('reader.unknown'))
})

test('a device remembers for its member alone; memory of other keys is none, changed memory is refused', async () => {
  const keyring = await unlockAgain(stored, dee)
  await keyring.learnTeam(viewOf(stored, deesId))
  const memory = await keyring.deviceMemory()
  await unlockAgain(stored, dee, memory)
  const ruths = await unlockAgain(stored, ruth, memory)
  assert.equal(ruths.state, 'open')
  const changed = memory.slice(0, -4) + (memory.at(-4) === 'A' ? 'B' : 'A') + memory.slice(-3)
  await assert.rejects(unlockAgain(stored, dee, changed), refusedAs('file.truncated'))
})
