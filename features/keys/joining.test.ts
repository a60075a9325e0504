import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '#platform/clock'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundByRuth, Person } from '../../tests/people.ts'
import { invitationOf, join } from '../../tools/founding.ts'
import { accessOf, type InvitationLink } from './browser/link.ts'
import { bring, commitTo, decline, enterTeam, lookAt, reveal, stateOf } from './browser/newcomer.ts'
import { ask, digitsFor, invite, letIn, revoke, sayMatch, secretsOf } from './browser/stewarding.ts'

const responder = ['responder' as const]

/** Ruth, and a link for Dee. */
async function invited(house: TestHouse): Promise<{ ruth: Person; dee: Person; link: InvitationLink }> {
  const { ruth } = await foundByRuth(house)
  const link = await invite(ruth, { roles: [...responder], note: 'Dee from the bakery' })
  return { ruth, dee: new Person('Dee', [...responder], house), link }
}

async function brought(dee: Person, link: InvitationLink) {
  const found = await lookAt(dee.api, link)
  const ways = await dee.makeWaysIn()
  const { keys, enter } = await bring(dee, link, { invited: found, name: 'Dee', ...ways })
  return { invited: found, keys, enter, nonce: await commitTo(dee.api, link, keys) }
}

test('Dee joins: both see the same six digits, Ruth signs, and Dee reads the names of the team', async () => {
  await using house = await openTestHouse()
  const { ruth } = await foundByRuth(house)
  const dee = new Person('Dee', [...responder], house)
  await join(dee, [ruth])
  await ruth.learn()
  assert.deepEqual([...ruth.keyring.names().values()].sort(), ['Dee', 'Ruth'])
  assert.deepEqual([...dee.keyring.names().values()].sort(), ['Dee', 'Ruth'])
  assert.equal((await dee.request('/api/team/invitations', { method: 'POST', body: {} })).status, 403)
  const again = new Person('Dee', [...responder], house)
  Object.assign(again, { paperKey: dee.paperKey })
  await again.signIn()
})

test('the server is never told the secret of a link, and the note only sealed', async () => {
  await using house = await openTestHouse()
  const { link } = await invited(house)
  const rows = await house.house.db.sql<{ row: string }[]>`select i::text as row from invitations i`
  const row = rows.map(({ row: text }) => text).join()
  for (const hidden of [link.secret, accessOf(link.secret), 'bakery']) assert.ok(!row.includes(hidden))
})

test('another link opens nothing: not with a wrong secret, not after it was taken back, not after seven days', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, link } = await invited(house)
  await assert.rejects(lookAt(dee.api, { ...link, secret: 'A'.repeat(22) }), { code: 'no-such-invitation' })
  const second = await invite(ruth, { roles: [...responder], note: '' })
  await revoke(ruth.api, second.invitation)
  assert.equal((await stateOf(dee.api, second)).state, 'revoked')
  await assert.rejects(brought(dee, second), { code: 'too-late' })
  await house.clock.leap(7 * day)
  assert.equal((await stateOf(dee.api, link)).state, 'expired')
  await assert.rejects(brought(dee, link), { code: 'too-late' })
})

test('a roster that the link does not lead to stops the newcomer before any key is made', async () => {
  await using house = await openTestHouse()
  const { dee, link } = await invited(house)
  await assert.rejects(lookAt(dee.api, { ...link, rosterHash: 'A'.repeat(43) }), { code: 'roster.forked' })
})

test('one try: a mismatch uses the invitation up, for whoever says it', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, link } = await invited(house)
  await brought(dee, link)
  await ask(ruth.api, link.invitation)
  await decline(dee.api, link)
  assert.equal((await stateOf(dee.api, link)).state, 'failed')
  await assert.rejects(ask(ruth.api, link.invitation), { code: 'too-late' })
  await assert.rejects(brought(dee, link), { code: 'too-late' })
})

test('nobody is signed in before the comparison, and only the steward who asked may end it well', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, link } = await invited(house)
  const { keys } = await brought(dee, link)
  const view = await invitationOf(ruth, link.invitation)
  await assert.rejects(letIn(ruth, view, keys), { code: 'not-compared' })
  await assert.rejects(sayMatch(ruth.api, link.invitation), { code: 'too-late' })
  const amara = new Person('Amara', ['steward'], house)
  await join(amara, [ruth])
  await ask(ruth.api, link.invitation)
  await assert.rejects(sayMatch(amara.api, link.invitation), { code: 'too-late' })
})

test('keys that were not made with the link, or not committed to, are refused by the steward’s console', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, link } = await invited(house)
  const mine = await brought(dee, link)
  const view = await invitationOf(ruth, link.invitation)
  const secrets = await secretsOf(ruth.keyring, view)
  const nonce = await ask(ruth.api, link.invitation)
  const { stewardNonce } = await stateOf(dee.api, link)
  await reveal(dee.api, link, { ...mine, stewardNonce: stewardNonce! })
  const shown = await invitationOf(ruth, link.invitation)
  const committed = view.joining!.commitment!
  await digitsFor(ruth.api, shown, { secrets, committed, nonce })
  const swapped = { ...shown, joining: { ...shown.joining!, enc: ruth.keyring.slot } }
  await assert.rejects(digitsFor(ruth.api, swapped, { secrets, committed, nonce }), { code: 'comparison.broken' })
  const late = { ...shown, joining: { ...shown.joining!, newcomerNonce: 'A'.repeat(22) } }
  await assert.rejects(digitsFor(ruth.api, late, { secrets, committed, nonce }), { code: 'comparison.broken' })
  const other = { ...view, invitation: 'a3f0c1de-0000-4000-8000-000000000000' }
  await assert.rejects(secretsOf(ruth.keyring, other))
})

test('the digits differ when the server shows each side another nonce', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, link } = await invited(house)
  const mine = await brought(dee, link)
  const before = await invitationOf(ruth, link.invitation)
  const nonce = await ask(ruth.api, link.invitation)
  const theirs = await reveal(dee.api, link, { ...mine, stewardNonce: 'B'.repeat(22) })
  const given = { secrets: await secretsOf(ruth.keyring, before), committed: before.joining!.commitment!, nonce }
  const ours = await digitsFor(ruth.api, await invitationOf(ruth, link.invitation), given)
  assert.notEqual(ours.digits, theirs)
})

test('starting over replaces what was brought, until the steward has asked', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, link } = await invited(house)
  await brought(dee, link)
  const again = await brought(dee, link)
  const view = await invitationOf(ruth, link.invitation)
  assert.equal(view.joining!.enc, again.keys.enc)
  await ask(ruth.api, link.invitation)
  await assert.rejects(brought(dee, link), { code: 'too-late' })
})

test('a page’s own token begins one session, after the roster names its member', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, link } = await invited(house)
  const mine = await brought(dee, link)
  await assert.rejects(enterTeam(dee.api, link, mine.enter), { code: 'too-late' })
  const before = await invitationOf(ruth, link.invitation)
  const nonce = await ask(ruth.api, link.invitation)
  const { stewardNonce } = await stateOf(dee.api, link)
  await reveal(dee.api, link, { ...mine, stewardNonce: stewardNonce! })
  const view = await invitationOf(ruth, link.invitation)
  await digitsFor(ruth.api, view, {
    secrets: await secretsOf(ruth.keyring, view),
    committed: before.joining!.commitment!,
    nonce,
  })
  await sayMatch(ruth.api, link.invitation)
  assert.equal(await letIn(ruth, view, mine.keys), 'applied')
  await enterTeam(dee.api, link, mine.enter)
  await assert.rejects(enterTeam(dee.api, link, mine.enter), { code: 'too-late' })
})

test('two newcomers who choose one sign-in name: the second chooses another', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, link } = await invited(house)
  const other = await invite(ruth, { roles: [...responder], note: '' })
  const take = async (person: Person, wanted: InvitationLink) => {
    const found = await lookAt(person.api, wanted)
    const { waysIn, recipients } = await person.makeWaysIn()
    const named = waysIn.map((way) => (way.kind === 'passphrase' ? { ...way, handle: 'neighbor' } : way))
    return bring(person, wanted, { invited: found, name: person.name, waysIn: named, recipients })
  }
  await take(dee, link)
  await assert.rejects(take(new Person('Sam', [...responder], house), other), { code: 'handle-taken' })
})
