import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, later } from '#platform/clock'
import { openTestHouse } from '../../tests/house.ts'
import { foundByRuth, foundTeam, joinTeam, Person } from '../../tests/people.ts'
import { signToo } from '../../tools/founding.ts'
import { saveVault } from './browser/learning.ts'
import { change } from './browser/stewarding.ts'
import { delayedChange } from './index.ts'
import type { KeysView } from './wire.ts'

const keysOf = async (person: Person): Promise<KeysView> =>
  (await person.request('/api/keys')).json() as Promise<KeysView>

/** Dee at another device of hers. */
async function otherDevice(house: Awaited<ReturnType<typeof openTestHouse>>, person: Person): Promise<Person> {
  const other = new Person(person.name, person.roles, house)
  Object.assign(other, { paperKey: person.paperKey, teamId: person.teamId, memberId: person.memberId })
  await other.signIn()
  return other
}

test('a verified change moves the pin, and no device of this member takes an older team again', async () => {
  await using house = await openTestHouse()
  const { ruth, amara, dee, sam } = await foundTeam(house)
  const before = await keysOf(dee)
  await change(ruth, { kind: 'remove', member: sam.memberId })
  await signToo(amara)
  await dee.learn()
  assert.ok((await keysOf(dee)).vault!.version > before.vault!.version, 'the vault was saved with its pins')
  const phone = await otherDevice(house, dee)
  for (const device of [dee, phone]) {
    await assert.rejects(device.keyring.learnTeam(before), { code: 'roster.rolled-back' })
    assert.equal((await device.keyring.rosters()).responders.epoch, 2, 'it keeps the team it had')
  }
})

test('two devices that save at once never undo each other’s ways in or pins', async () => {
  await using house = await openTestHouse()
  const { dee } = await foundTeam(house)
  const phone = await otherDevice(house, dee)
  const { version } = (await keysOf(dee)).vault!
  const { recipient } = await phone.keyring.passkey(new Uint8Array(32).fill(7))
  const file = await phone.keyring.vault([...(await phone.keyring.waysIn()), recipient])
  assert.equal(
    (await phone.request('/api/keys/vault', { method: 'PUT', body: { follows: version, file } })).status,
    200,
  )
  await saveVault(dee, version)
  assert.ok((await dee.keyring.waysIn()).includes(recipient))
  const third = await otherDevice(house, dee)
  assert.ok((await third.keyring.waysIn()).includes(recipient))
})

test('a vault is saved only after the version it was made from', async () => {
  await using house = await openTestHouse()
  const { dee } = await foundTeam(house)
  const { version, file } = (await keysOf(dee)).vault!
  const put = (follows: number) => dee.request('/api/keys/vault', { method: 'PUT', body: { follows, file } })
  const answer = await put(version - 1)
  assert.equal(answer.status, 409)
  assert.equal(((await answer.json()) as { vault: { version: number } }).vault.version, version)
  assert.equal((await put(version)).status, 200)
  assert.equal(
    (await dee.request('/api/keys/vault', { method: 'PUT', body: { follows: version, file: 'not base64!' } })).status,
    422,
  )
  assert.equal(
    (await dee.request('/api/keys/vault', { method: 'PUT', body: { follows: 1, file: 'A'.repeat(300_000) } })).status,
    422,
  )
})

test('a steward without two others waits 24 hours for changes of retention; three need a second word', async () => {
  await using alone = await openTestHouse()
  const { team } = await foundByRuth(alone)
  const now = alone.house.clock.now()
  assert.deepEqual(await delayedChange(alone.house.db.sql, team.teamId, now), {
    by: 'waiting',
    until: later(now, 24 * hour),
  })
  await using house = await openTestHouse()
  const joined = await joinTeam(house)
  assert.deepEqual(await delayedChange(house.house.db.sql, joined.team.teamId, now), { by: 'second-steward' })
})

test('nobody reads keys without a session, and each only their own wraps and vault', async () => {
  await using house = await openTestHouse()
  const { dee, ruth } = await foundTeam(house)
  assert.equal((await house.request('/api/keys')).status, 401)
  const [hers, ruths] = [await keysOf(dee), await keysOf(ruth)]
  assert.ok(hers.wraps.every((wrap) => wrap.member === dee.memberId && wrap.circle === 'responders'))
  assert.equal(ruths.wraps.length, 3)
  assert.notEqual(hers.vault!.file, ruths.vault!.file)
  const page = (await (await dee.request('/api/team')).json()) as { invitations: unknown[]; proposals: unknown[] }
  assert.deepEqual([page.invitations, page.proposals], [[], []])
})
