import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { base64url, utf8 } from './bytes.ts'
import { sixDigits } from './comparison.ts'
import { readEightWords, readTyped } from './eight-words.ts'
import type { EnvelopeCode } from './errors.ts'
import { makeIdentity, openJson, openWith, recipientOf, sealJson, sealTo } from './identity.ts'
import { newPaperKey, readPaperKey } from './paper-key.ts'
import { unlockByPassphrase } from './passphrase.ts'
import { openRecord, readRecord, recordKey, sealRecord } from './records.ts'
import { makeSigningKey } from './signing.ts'
import { Thread } from './thread.ts'
import { mergePins, openVault, sealVault, wayInOf, type Vault } from './vault.ts'
import { callerReader, newKey, unwrapNextKey, wrapKey, wrapNextKey } from './wraps.ts'

const refusedAs = (code: EnvelopeCode) => (thrown: unknown) => {
  assert.equal((thrown as { code?: string }).code, code)
  return true
}

test('only hybrid recipients and identities are taken', async () => {
  const classical = await generateX25519Identity()
  const classicalRecipient = await identityToRecipient(classical)
  const recipient = await recipientOf(await makeIdentity())
  for (const refused of [
    classicalRecipient,
    'age1',
    '',
    `${recipient}q`,
    recipient.toUpperCase(),
    recipient.slice(0, -1),
  ]) {
    await assert.rejects(sealTo([recipient, refused], utf8('x')), refusedAs('recipient.refused'))
  }
  await assert.rejects(sealTo([], utf8('x')), refusedAs('recipient.refused'))
  await assert.rejects(recipientOf(classical), refusedAs('identity.refused'))
  const file = await sealTo([recipient], utf8('x'))
  await assert.rejects(openWith([classical], file), refusedAs('identity.refused'))
})

test('files with a classical recipient, or by passphrase, are refused although we could open them', async () => {
  const identity = await makeIdentity()
  const mixed = new Encrypter()
  mixed.addRecipient(await recipientOf(identity))
  mixed.addRecipient(await identityToRecipient(await generateX25519Identity()))
  await assert.rejects(openWith([identity], await mixed.encrypt('x')), refusedAs('file.mixed-recipients'))
  const costly = new Encrypter()
  costly.setPassphrase('x')
  costly.setScryptWorkFactor(2)
  await assert.rejects(openWith([identity], await costly.encrypt('x')), refusedAs('file.costly'))
  await assert.rejects(openWith([identity], utf8('not a file')), refusedAs('file.malformed'))
  await assert.rejects(openWith([identity], new Uint8Array()), refusedAs('file.malformed'))
})

test('JSON comes back only to those it was sealed to', async () => {
  const [ruth, mateo, sam] = await Promise.all([makeIdentity(), makeIdentity(), makeIdentity()])
  const sealed = await sealJson(await Promise.all([ruth, mateo].map(recipientOf)), { note: 'مرحبا 🌱 <b>' })
  for (const identity of [ruth, mateo]) assert.deepEqual(await openJson([identity], sealed), { note: 'مرحبا 🌱 <b>' })
  await assert.rejects(openJson([sam], sealed), refusedAs('file.not-for-us'))
})

test('a paper key is read back however it was typed; a wrong letter is noticed', async () => {
  const made = await newPaperKey()
  const typed = ` ${made.text.toLowerCase().replaceAll(' ', '\n  ')}\t`
  assert.deepEqual(await readPaperKey(typed), made)
  const wrong = made.text.slice(0, -3) + (made.text.at(-3) === 'Q' ? 'P' : 'Q') + made.text.slice(-2)
  for (const text of [wrong, '', 'AGE-SECRET-KEY-1ABC', made.text.slice(0, -1)]) {
    await assert.rejects(readPaperKey(text), refusedAs('paper-key.malformed'))
  }
})

test('the passphrase shows its progress and lets others in between', async () => {
  const shares: number[] = []
  let others = 0
  const ticking = setInterval(() => others++, 10)
  await unlockByPassphrase({ teamId: 't', memberId: 'm', passphrase: 'x', onProgress: (share) => shares.push(share) })
  clearInterval(ticking)
  assert.ok(shares.length > 5 && shares.every((share, at) => share >= (shares[at - 1] ?? 0)) && shares.at(-1) === 1)
  assert.ok(others > 2, 'timers ran meanwhile')
})

test('a word that is on no list is pointed at, with the nearest that is', async () => {
  await assert.rejects(readEightWords('abandon zoo legal winner thank year wave', 'en'), refusedAs('words.count'))
  await assert.rejects(
    readEightWords('abandon zoo legal winer thank year wave sausage', 'en'),
    refusedAs('words.unknown'),
  )
  const typed = await readTyped('Abandon zoo legal winnner', 'en')
  assert.deepEqual([typed.language, ...typed.words.map(({ nearest }) => nearest)], ['en', null, null, null, 'winner'])
  const spanish = await readTyped('ARBOL, ábaco; gatto. zorro', 'en')
  assert.deepEqual([spanish.language, ...spanish.words.map(({ nearest }) => nearest)], ['es', null, null, 'gato', null])
})

test('the six digits change with every key, nonce and roster', async () => {
  const key = async () => ({ enc: await recipientOf(await makeIdentity()), sign: (await makeSigningKey()).sign })
  const compared = {
    rosterHash: 'r',
    stewardKeys: [await key(), await key()],
    newcomerKeys: await key(),
    nonces: { newcomer: 'a', steward: 'b' },
  }
  const variants = [
    compared,
    { ...compared, rosterHash: 's' },
    { ...compared, stewardKeys: compared.stewardKeys.toReversed() },
    { ...compared, newcomerKeys: await key() },
    { ...compared, nonces: { newcomer: 'b', steward: 'a' } },
  ]
  assert.equal(new Set(variants.map(sixDigits)).size, variants.length)
})

test("a caller's page takes a later key only from somebody who held the one before", async () => {
  const identity = await makeIdentity()
  const recipient = await recipientOf(identity)
  const place = { team: 't', object: 'o', kind: 'talk', epoch: 2 }
  const [before, key] = [newKey(), newKey()]
  const held = { key: before, identities: [identity] }
  assert.deepEqual(await unwrapNextKey(place, held, await wrapNextKey(place, { key, before }, recipient)), key)
  await assert.rejects(unwrapNextKey(place, held, await wrapKey(place, key, recipient)), refusedAs('key.unlinked'))
  const guessed = await wrapNextKey(place, { key, before: newKey() }, recipient)
  await assert.rejects(unwrapNextKey(place, held, guessed), refusedAs('key.unlinked'))
})

test("the name of a caller's page depends on key, place and recipient", async () => {
  const [one, two] = [await recipientOf(await makeIdentity()), await recipientOf(await makeIdentity())]
  const place = { team: 't', object: 'o', kind: 'talk' }
  const key = newKey()
  const names = [
    callerReader(place, key, one),
    callerReader(place, key, two),
    callerReader(place, newKey(), one),
    callerReader({ ...place, object: 'p' }, key, one),
  ]
  assert.equal(new Set(names).size, 4)
  assert.match(names[0]!, /^caller:[0-9a-f]{16}$/)
})

const conversation = { team: 't', object: 'o', kind: 'talk' }
const slots = ['caller:0000000000000001', 'member:4:0000000000000002'] as const

test('records sealed at once keep their order, and what was withdrawn leaves no gap', async () => {
  const key = newKey()
  const [caller, crew] = [new Thread(conversation, () => key), new Thread(conversation, () => key)]
  const records = await Promise.all(['a', 'b', 'c'].map((body) => caller.seal(slots[0], 1, body)))
  for (const record of records.slice(0, 2)) for (const thread of [caller, crew]) await thread.accept(record)
  caller.withdraw(slots[0])
  const again = await caller.seal(slots[0], 1, 'd')
  assert.deepEqual(await crew.accept(again), { slot: slots[0], n: 3, epoch: 1, body: 'd' })
})

test('two people, or one who is offline, write at once without breaking a chain', async () => {
  const key = newKey()
  const [caller, crew] = [new Thread(conversation, () => key), new Thread(conversation, () => key)]
  const both = [await caller.seal(slots[0], 1, 'hello?'), await crew.seal(slots[1], 1, 'I am here')]
  for (const record of both) for (const thread of [caller, crew]) await thread.accept(record)
  const next = await crew.seal(slots[1], 1, 'are you safe?')
  assert.deepEqual(Object.keys(JSON.parse(next).h), [slots[0]], 'names only what it had not named before')
  await caller.accept(next)
  assert.deepEqual(JSON.parse(await crew.seal(slots[1], 1, '…')).h, {})
})

test('after a refused record the true one still follows', async () => {
  const key = newKey()
  const [caller, crew] = [new Thread(conversation, () => key), new Thread(conversation, () => key)]
  const record = await caller.seal(slots[0], 1, 'true')
  const tampered = record.replace(/"b":"(.)/, (_all, letter) => `"b":"${letter === 'A' ? 'B' : 'A'}`)
  await assert.rejects(crew.accept(tampered), refusedAs('record.tampered'))
  assert.equal((await crew.accept(record)).body, 'true')
  await assert.rejects(crew.accept(record), refusedAs('record.replayed'))
})

test('heads kept on a device notice a server that forgets, and one that tells another story', async () => {
  const key = newKey()
  const [caller, crew] = [new Thread(conversation, () => key), new Thread(conversation, () => key)]
  const records = [await caller.seal(slots[0], 1, 'one'), await caller.seal(slots[0], 1, 'two')]
  for (const record of records) await crew.accept(record)
  const pins = crew.heads()
  const later = new Thread(conversation, () => key, pins)
  await later.accept(records[0]!)
  assert.throws(() => later.caughtUp(), refusedAs('record.rolled-back'))
  await later.accept(records[1]!)
  later.caughtUp()
  assert.deepEqual(later.heads(), pins)
  const other = new Thread(conversation, () => key)
  const story = [await other.seal(slots[0], 1, 'one'), await other.seal(slots[0], 1, 'another')]
  const deceived = new Thread(conversation, () => key, pins)
  await deceived.accept(story[0]!).catch(() => undefined)
  await assert.rejects(deceived.accept(story[1]!))
})

test('each author has a key of their own under one content key', async () => {
  const key = newKey()
  const place = { e: 1, s: slots[0], n: 1, p: null, h: {} }
  const sealed = readRecord(
    await sealRecord(await recordKey(key, conversation, slots[0]), conversation, { place, body: 'x' }),
  )
  assert.equal(await openRecord(await recordKey(key, conversation, slots[0]), conversation, sealed), 'x')
  const another = await recordKey(key, conversation, slots[0].replace(/1$/, '2'))
  await assert.rejects(openRecord(another, conversation, sealed), refusedAs('record.tampered'))
})

async function ruthsVault(): Promise<{ vault: Vault; unlocks: { identity: string; recipient: string }[] }> {
  const identities = await Promise.all([makeIdentity(), makeIdentity(), makeIdentity()])
  const unlocks = await Promise.all(
    identities.map(async (identity) => ({ identity, recipient: await recipientOf(identity) })),
  )
  const waysIn = unlocks.map(({ identity, recipient }) => wayInOf(recipient, identity))
  const { seed } = await makeSigningKey()
  return {
    unlocks,
    vault: { v: 1, team: 't', member: 'ruth', enc: await makeIdentity(), sign: base64url(seed), pins: {}, waysIn },
  }
}

test('every way in opens the vault; one alone may not be all there is', async () => {
  const { vault, unlocks } = await ruthsVault()
  const sealed = await sealVault(vault)
  for (const unlock of unlocks) assert.deepEqual(await openVault(sealed, unlock, vault), vault)
  await assert.rejects(openVault(sealed, unlocks[0]!, { team: 't', member: 'amara' }), refusedAs('vault.other-member'))
  await assert.rejects(sealVault({ ...vault, waysIn: vault.waysIn.slice(0, 1) }), refusedAs('vault.ways-in'))
})

test('pins merge by maximum, and a fork is not merged', () => {
  const merged = mergePins(
    { stewards: { epoch: 3, hash: 'c' }, responders: { epoch: 1, hash: 'a' } },
    { responders: { epoch: 2, hash: 'b' } },
  )
  assert.deepEqual(merged, { stewards: { epoch: 3, hash: 'c' }, responders: { epoch: 2, hash: 'b' } })
  assert.throws(() => mergePins(merged, { stewards: { epoch: 3, hash: 'x' } }), refusedAs('roster.forked'))
})
