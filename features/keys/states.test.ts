import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { orderedId, randomId, randomToken } from '#platform/ids'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { letBetween } from '../../tests/meeting.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { hashOfToken } from './browser/link.ts'
import { change } from './browser/stewarding.ts'
import { teamPage } from '../../tools/founding.ts'
import { invitationMoves, joiningMoves, proposalMoves, type JoiningEvent, type JoiningState } from './rules.ts'
import { cosign, withdraw } from './server/changes.ts'
import { expire, invite, revoke } from './server/invitations.ts'
import { ask, commit, match, refuseComparison, reveal } from './server/joinings.ts'
import { joiningOf, putJoining, setInvitation, setJoining, setProposal } from './server/store-ceremonies.ts'
import { newcomerView } from './server/views.ts'

/* Every event in every state, on the real database: the tables of rules.ts are what happens, and README.md says the same. */

let house: TestHouse
let people: People
before(async () => {
  house = await openTestHouse()
  people = await foundTeam(house)
})
after(() => house?.close())

const nonce = 'B'.repeat(22)

/** An invitation whose newcomer has got as far as `state`. */
async function joiningAt(state: JoiningState): Promise<{ teamId: string; invitationId: string; access: string }> {
  const access = randomToken()
  const { teamId } = people.team
  const invitationId = randomId()
  const by = people.ruth.memberId
  const link = {
    teamId,
    invitationId,
    memberId: randomId(),
    by,
    accessHash: hashOfToken(access),
    sealed: 'c2VhbGVk',
    rosterHash: 'h',
  }
  assert.equal(await invite(house.house, { ...link, roles: ['responder'] }), null)
  const { sql } = house.house.db
  const place = { teamId, invitationId }
  await putJoining(sql, {
    ...place,
    enc: 'e',
    sign: 's',
    proof: 'p',
    vault: 'dg',
    card: 'Yw',
    waysIn: '{"checked":[]}',
  })
  const joining = (await joiningOf(sql, teamId, invitationId))!
  await setInvitation(
    sql,
    teamId,
    invitationId,
    state === 'joined' ? 'joined' : state === 'failed' ? 'failed' : 'joining',
  )
  await setJoining(sql, { ...joining, state, commitment: 'c', stewardId: by, stewardNonce: 'n', newcomerNonce: 'm' })
  return { ...place, access }
}

type Place = Awaited<ReturnType<typeof joiningAt>>
const acts: Partial<Record<JoiningEvent, (place: Place) => Promise<boolean>>> = {
  commit: ({ access, ...place }) => commit(house.house, place, { access, commitment: 'c' }),
  ask: (place) => ask(house.house, place, { steward: people.ruth.memberId, nonce }),
  reveal: ({ access, ...place }) => reveal(house.house, place, { access, nonce }),
  match: (place) => match(house.house, place, { steward: people.ruth.memberId }),
  mismatch: ({ access, ...place }) => refuseComparison(house.house, place, { access }),
}

test('every event of a comparison in every state does what the table says, and otherwise nothing', async () => {
  const { sql } = house.house.db
  for (const state of Object.keys(joiningMoves) as JoiningState[]) {
    for (const [event, act] of Object.entries(acts) as [JoiningEvent, (place: Place) => Promise<boolean>][]) {
      const place = await joiningAt(state)
      const next = joiningMoves[state][event]
      assert.equal(await act(place), next !== undefined, `${event} in ${state}`)
      const now = await joiningOf(sql, place.teamId, place.invitationId)
      // A failed joining is forgotten with everything the newcomer brought.
      assert.equal(now?.state ?? 'failed', next ?? state, `${event} in ${state}`)
    }
  }
})

test('an invitation is taken back or expires only while it goes on; a compared newcomer is waited for', async () => {
  const { sql } = house.house.db
  for (const state of Object.keys(joiningMoves) as JoiningState[]) {
    const revoked = await joiningAt(state)
    const isOver = state === 'joined' || state === 'failed'
    assert.equal(await revoke(house.house, revoked.teamId, revoked.invitationId), !isOver, `revoke in ${state}`)
    const old = await joiningAt(state)
    const deadline = { teamId: old.teamId, key: old.invitationId, kind: '', dueAt: house.clock.now(), attempts: 1 }
    await house.house.db.transact((inside, afterCommit) => expire(house.house, inside, afterCommit, deadline))
    const kept = isOver || state === 'matched' || state === 'proposed'
    assert.equal((await joiningOf(sql, old.teamId, old.invitationId)) !== null, kept, `expire in ${state}`)
  }
})

test('a newcomer whose invitation is over in the very moment they look is told one or the other, never that nobody came', async () => {
  for (const state of Object.keys(joiningMoves) as JoiningState[]) {
    if (state === 'joined' || state === 'failed') continue
    const { teamId, invitationId, access } = await joiningAt(state)
    const { db } = house.house
    const isOver = async (): Promise<void> => assert.ok(await revoke(house.house, teamId, invitationId))
    const between = letBetween(db, /invitations|joinings/, isOver)
    const told = await newcomerView(db.sql, invitationId, access)
    between.stop()
    assert.ok(between.isDone, 'it was over while they looked')
    assert.ok(told?.state === state || told?.state === 'revoked', `${told?.state}, which was ${state}`)
  }
})

test('a proposal is signed or taken back only while it is open', async () => {
  const { ruth, amara, dee, team } = people
  await change(ruth, { kind: 'roles', member: dee.memberId, roles: ['responder', 'coordinator'] })
  const [proposal] = (await teamPage(ruth)).proposals
  const proposalId = proposal!.proposal
  await amara.learn()
  const signatures = await amara.keyring.cosign(proposal!.package)
  const signed = { teamId: team.teamId, by: amara.memberId, proposalId, signatures }
  for (const state of Object.keys(proposalMoves) as (keyof typeof proposalMoves)[]) {
    if (state === 'open') continue
    await setProposal(house.house.db.sql, team.teamId, proposalId, state)
    assert.equal(await withdraw(house.house, team.teamId, proposalId), false, state)
    const result = await cosign(house.house, signed)
    // Signing what is applied already is no mistake: the answer was lost on the way.
    assert.deepEqual(result, state === 'applied' ? { state } : { refused: 'no-such-proposal' })
  }
  assert.equal(await withdraw(house.house, team.teamId, orderedId()), false)
  await setProposal(house.house.db.sql, team.teamId, proposalId, 'open')
  assert.deepEqual(await cosign(house.house, signed), { state: 'applied' })
})

/** The table of a machine as README.md shows it: a row for each state, what each event leads to. */
export function tableOf(moves: Record<string, Partial<Record<string, string>>>): string {
  const rows = Object.entries(moves).map(([state, events]) => {
    const ways = Object.entries(events).map(([event, next]) => `${event} → ${next}`)
    return `| ${state} | ${ways.join(', ') || '(the end)'} |`
  })
  return rows.join('\n')
}

test('README.md shows these very tables', () => {
  const shown = readFileSync(new URL('./README.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ')
  for (const moves of [invitationMoves, joiningMoves, proposalMoves]) {
    for (const row of tableOf(moves).split('\n')) assert.ok(shown.includes(row), row)
  }
})
