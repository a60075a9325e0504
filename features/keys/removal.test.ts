import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { test } from 'node:test'
import { base64url } from '#platform/envelope/bytes'
import { openGroup } from '#platform/envelope/circles'
import { openWith, type Identity } from '#platform/envelope/identity'
import { readPaperKey } from '#platform/envelope/paper-key'
import { openVault } from '#platform/envelope/vault'
import { randomId } from '#platform/ids'
import { failAt, picture } from '../../tests/faults.ts'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, Person, type People } from '../../tests/people.ts'
import { bring, commitTo, lookAt, reveal, stateOf } from './browser/newcomer.ts'
import { ask, change, digitsFor, invite, letIn, sayMatch, secretsOf } from './browser/stewarding.ts'
import { invitationOf, signToo, teamPage } from '../../tools/founding.ts'
import { acceptIntake } from './index.ts'
import { cosign } from './server/changes.ts'
import type { KeysView, RosterJson } from './wire.ts'

const tables = [
  'members',
  'passphrases',
  'passkeys',
  'paper_keys',
  'sessions',
  'vaults',
  'rosters',
  'circle_wraps',
  'circle_ladders',
  'intakes',
  'name_cards',
  'invitations',
  'joinings',
  'proposals',
]

async function makeLine(house: TestHouse, { ruth, team }: People): Promise<string> {
  const lineId = randomId()
  const intake = await ruth.keyring.makeIntake(lineId)
  assert.equal(await acceptIntake(house.house.db.sql, { teamId: team.teamId, lineId, ...intake }), null)
  return lineId
}

/** Everything a person can ever have had: their vault's identity, every circle identity down every ladder, every intake. */
async function completeKeySet(person: Person, view: KeysView): Promise<Identity[]> {
  const paper = await readPaperKey(person.paperKey)
  const vault = await openVault(view.vault!.file, paper, { team: view.team, member: view.member })
  const identities: Identity[] = [vault.enc, paper.identity]
  const place = (roster: RosterJson) => ({
    team: view.team,
    group: `circle:${roster.circle}`,
    epoch: roster.epoch,
    recipient: roster.recipient,
  })
  for (const roster of view.rosters.toReversed()) {
    const sealed = [...view.wraps, ...view.ladders.map((ladder) => ({ ...ladder, epoch: ladder.epoch - 1 }))].filter(
      (one) => one.circle === roster.circle && one.epoch === roster.epoch,
    )
    for (const one of sealed) identities.push(await openGroup(place(roster), identities, one.sealed))
  }
  for (const { statement, wrap } of view.intakes) {
    const at = {
      team: view.team,
      group: `intake:${statement.line}`,
      epoch: statement.epoch,
      recipient: statement.recipient,
    }
    identities.push(await openGroup(at, identities, wrap))
  }
  return identities
}

/** Every sealed thing in the whole database, by its bytes. */
async function sealedThings({ house }: TestHouse): Promise<Map<string, Uint8Array>> {
  const columns = await house.db.sql<{ name: string; column: string }[]>`
    select table_name as name, column_name as column from information_schema.columns
    where table_schema = 'public' and data_type = 'bytea'`
  const things = new Map<string, Uint8Array>()
  for (const { name, column } of columns) {
    const rows = await house.db.sql<
      { bytes: Uint8Array | null }[]
    >`select ${house.db.sql(column)} as bytes from ${house.db.sql(name)}`
    for (const { bytes } of rows)
      if (bytes && Buffer.from(bytes).includes('age-encryption.org/v1')) things.set(base64url(bytes), bytes)
  }
  return things
}

const opens = (identities: Identity[], file: Uint8Array): Promise<boolean> =>
  openWith(identities, file).then(
    () => true,
    () => false,
  )

test('Dee’s complete key set and a later copy of the database open nothing that came after her removal', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const { ruth, amara, dee } = people
  await makeLine(house, people)
  const view = (await (await dee.request('/api/keys')).json()) as KeysView
  const keys = await completeKeySet(dee, view)
  const before = await sealedThings(house)
  const openedBefore = await Promise.all([...before.values()].map((file) => opens(keys, file)))
  assert.ok(
    openedBefore.filter(Boolean).length >= 3,
    'until today she could open her vault, her wrap, the intake and cards',
  )

  await change(ruth, { kind: 'remove', member: dee.memberId })
  await signToo(amara)
  await ruth.learn()
  await change(ruth, { kind: 'roles', member: people.sam.memberId, roles: ['responder', 'coordinator'] })
  await signToo(amara)
  await invite(ruth, { roles: ['responder'], note: 'somebody after Dee' })

  const after = await sealedThings(house)
  const fresh = [...after].filter(([bytes]) => !before.has(bytes))
  assert.ok(fresh.length > 10, 'much was sealed anew')
  for (const [, file] of fresh) assert.equal(await opens(keys, file), false)
  await ruth.learn()
  assert.ok(
    await ruth.keyring.sealToCircle('responders', new Uint8Array(8)).then(async (file) => !(await opens(keys, file))),
  )
})

test('a removal that fails at any statement leaves the team as it was; then it goes through', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  await makeLine(house, people)
  const { ruth, amara, dee, team } = people
  await change(ruth, { kind: 'remove', member: dee.memberId })
  const [proposal] = (await teamPage(ruth)).proposals
  await amara.learn()
  const signatures = await amara.keyring.cosign(proposal!.package)
  const signed = { teamId: team.teamId, by: amara.memberId, proposalId: proposal!.proposal, signatures }
  const faults = await everyFault(house, () => cosign(house.house, signed))
  assert.ok(faults > 15)
  assert.equal((await dee.request('/api/keys')).status, 401)
})

test('a joining that fails at any statement lets nobody half in; then it goes through', async () => {
  await using house = await openTestHouse()
  const { ruth, amara, team } = await foundTeam(house)
  const newcomer = new Person('Kofi', ['responder'], house)
  const link = await invite(ruth, { roles: ['responder'], note: 'Kofi' })
  const invited = await lookAt(newcomer.api, link)
  const { keys } = await bring(newcomer, link, { invited, name: 'Kofi', ...(await newcomer.makeWaysIn()) })
  const nonce = await commitTo(newcomer.api, link, keys)
  const committed = (await invitationOf(ruth, link.invitation)).joining!.commitment!
  const asked = await ask(ruth.api, link.invitation)
  await reveal(newcomer.api, link, {
    invited,
    keys,
    nonce,
    stewardNonce: (await stateOf(newcomer.api, link)).stewardNonce!,
  })
  const view = await invitationOf(ruth, link.invitation)
  await digitsFor(ruth.api, view, { secrets: await secretsOf(ruth.keyring, view), committed, nonce: asked })
  await sayMatch(ruth.api, link.invitation)
  await letIn(ruth, view, keys)
  const [proposal] = (await teamPage(ruth)).proposals
  await amara.learn()
  const signatures = await amara.keyring.cosign(proposal!.package)
  const signed = { teamId: team.teamId, by: amara.memberId, proposalId: proposal!.proposal, signatures }
  const faults = await everyFault(house, () => cosign(house.house, signed))
  assert.ok(faults > 15)
  assert.equal((await stateOf(newcomer.api, link)).state, 'joined')
})

/** Fails at each statement in turn until there is none left to fail at; each time everything must be as before. */
async function everyFault(house: TestHouse, attempt: () => Promise<unknown>): Promise<number> {
  const { db } = house.house
  const before = await picture(db.sql, tables)
  const ours = new AsyncLocalStorage<true>()
  const isCounted = (): boolean => ours.getStore() === true
  for (let at = 1; ; at++) {
    if (!(await failAt(db, at, () => ours.run(true, attempt), { isCounted }))) return at - 1
    assert.ok((await picture(db.sql, tables)) === before, `nothing changed after a fault at statement ${at}`)
  }
}
