import assert from 'node:assert/strict'
import { test } from 'node:test'
import { membersOf } from '#features/members'
import { randomId } from '#platform/ids'
import { openTestHouse } from '../../tests/house.ts'
import { foundByRuth, foundTeam, joinTeam, Person, type People } from '../../tests/people.ts'
import { invitationOf, join, signToo, teamPage } from '../../tools/founding.ts'
import { change, cosign, invite, withdraw } from './browser/stewarding.ts'
import { currentRosters } from './index.ts'
import type { TeamChange } from './wire.ts'

const remove = (person: Person): TeamChange => ({ kind: 'remove', member: person.memberId })
const makeCoordinator = (person: Person): TeamChange => ({
  kind: 'roles',
  member: person.memberId,
  roles: ['responder', 'coordinator'],
})

async function pending({ ruth }: Pick<People, 'ruth'>) {
  const [proposal] = (await teamPage(ruth)).proposals
  assert.ok(proposal)
  return proposal
}

test('with three stewards a change waits for a second signature, and is whole when it comes', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const { ruth, amara, dee, team } = people
  assert.equal(await change(ruth, makeCoordinator(dee)), 'open')
  const rolesOfDee = async () =>
    (await membersOf(house.house.db.sql, team.teamId)).find((one) => one.memberId === dee.memberId)?.roles
  assert.deepEqual(await rolesOfDee(), ['responder'])
  const proposal = await pending(people)
  await assert.rejects(cosign(ruth, proposal), { code: 'signed-already' })
  await amara.learn()
  const { changed, joined, left, rekeyed } = await amara.keyring.examine(proposal.package)
  assert.deepEqual([changed.length, joined.length, left.length, rekeyed.length], [1, 0, 0, 0])
  assert.equal(await cosign(amara, proposal), 'applied')
  assert.deepEqual([...(await rolesOfDee())!].sort(), ['coordinator', 'responder'])
  await dee.learn()
  assert.equal((await dee.keyring.rosters()).coordinators.epoch, 2)
})

test('a signature that is not the signer’s, or for another roster, signs nothing', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const { ruth, amara, noor, dee } = people
  await change(ruth, makeCoordinator(dee))
  const proposal = await pending(people)
  await noor.learn()
  const signatures = await noor.keyring.cosign(proposal.package)
  const send = (person: Person, body: unknown) =>
    person.request(`/api/keys/proposals/${proposal.proposal}/signatures`, { method: 'POST', body })
  const stolen = signatures.map((one) => ({ ...one, by: amara.memberId }))
  assert.equal((await send(amara, { signatures: stolen })).status, 409)
  assert.equal((await send(amara, { signatures: signatures.map((one) => ({ ...one, epoch: 9 })) })).status, 200)
  assert.equal((await teamPage(ruth)).proposals.length, 1, 'it still waits')
  assert.equal((await send(dee, { signatures })).status, 403)
  assert.equal((await send(noor, { signatures })).status, 200)
  assert.equal((await teamPage(ruth)).proposals.length, 0)
})

test('whoever was first changes the team; what was built on the rosters before is overtaken', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const { ruth, amara, noor, dee, sam } = people
  await change(ruth, makeCoordinator(dee))
  const slow = await pending(people)
  await change(noor, makeCoordinator(sam))
  const quick = (await teamPage(ruth)).proposals.find((one) => one.proposal !== slow.proposal)!
  await amara.learn()
  await cosign(amara, quick)
  assert.deepEqual((await teamPage(ruth)).proposals, [])
  await assert.rejects(cosign(amara, slow), (error: { code?: string }) =>
    ['no-such-proposal', 'roster.broken-chain'].includes(error.code!),
  )
})

test('a proposal that was taken back cannot be signed', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  await change(people.ruth, makeCoordinator(people.dee))
  const proposal = await pending(people)
  await withdraw(people.noor.api, proposal.proposal)
  await people.amara.learn()
  await assert.rejects(cosign(people.amara, proposal), { code: 'no-such-proposal' })
  await assert.rejects(withdraw(people.noor.api, proposal.proposal), { code: 'no-such-proposal' })
})

test('a removed member is out everywhere at once', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const { ruth, dee, team } = people
  assert.equal((await dee.request('/api/keys')).status, 200)
  await change(ruth, remove(dee))
  await signToo(people.amara)
  assert.equal((await dee.request('/api/keys')).status, 401)
  await assert.rejects(dee.signIn(), { code: 'not-recognised' })
  const sql = house.house.db.sql
  for (const table of ['vaults', 'circle_wraps', 'sessions', 'paper_keys']) {
    const rows = await sql`select 1 from ${sql(table)} where team_id = ${team.teamId} and member_id = ${dee.memberId}`
    assert.equal(rows.length, 0, table)
  }
  assert.equal((await currentRosters(sql, team.teamId)).responders.members.length, 6)
})

test('the last steward cannot be removed or demoted, nor anybody sign their own stewardship away', async () => {
  await using house = await openTestHouse()
  const { ruth } = await foundByRuth(house)
  await assert.rejects(change(ruth, remove(ruth)))
  await assert.rejects(change(ruth, { kind: 'roles', member: ruth.memberId, roles: ['responder'] }))
  await ruth.learn()
  assert.equal((await ruth.keyring.rosters()).stewards.members.length, 1)
})

test('two stewards sign alone; a third needs two; the invitations of a steward who left are taken back', async () => {
  await using house = await openTestHouse()
  const { ruth, amara, noor } = await joinTeam(house)
  await invite(noor, { roles: ['responder'], note: '' })
  assert.equal(await change(ruth, remove(noor)), 'open')
  await signToo(amara)
  assert.deepEqual((await teamPage(ruth)).invitations, [])
  await ruth.learn()
  assert.equal(
    await change(amara, { kind: 'roles', member: amara.memberId, roles: ['responder', 'coordinator', 'steward'] }),
    'applied',
  )
})

test('Noor loses everything, is invited again, and reads what the team has; her old ways in are gone', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const { ruth, amara, noor } = people
  const oldKey = noor.paperKey
  const again = new Person('Noor', ['steward'], house)
  await join(again, [ruth, amara], noor.memberId)
  assert.equal(again.memberId, noor.memberId)
  assert.equal(again.keyring.names().get(ruth.memberId), 'Ruth')
  assert.equal((await noor.request('/api/keys')).status, 401)
  await assert.rejects(Object.assign(noor, { paperKey: oldKey, cookie: '' }).signIn(), { code: 'not-recognised' })
  await amara.learn()
  assert.equal(amara.keyring.names().get(noor.memberId), 'Noor')
})

test('an invitation for somebody who is not in the team any more is refused', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  await change(people.ruth, remove(people.sam))
  await signToo(people.amara)
  await people.ruth.learn()
  const again = invite(people.ruth, { roles: ['responder'], note: '', member: people.sam.memberId })
  await assert.rejects(again, { code: 'no-such-member' })
  const unknown = await people.ruth.request(`/api/team/invitations/${randomId()}`, { method: 'DELETE', body: {} })
  assert.equal(unknown.status, 404)
  await assert.rejects(invitationOf(people.ruth, randomId()), { code: 'no-such-invitation' })
})
