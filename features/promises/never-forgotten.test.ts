import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour, later, minute } from '#platform/clock'
import { randomId } from '#platform/ids'
import { caseOf, mayReadCase } from '#features/cases'
import { circleLeft, memberRemoved } from '#features/keys'
import { membersOf, permissionsOf, removeMember, setRoles } from '#features/members'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People, type Person } from '../../tests/people.ts'
import { seedsIn } from '../../tests/seeds.ts'
import { act, bodyOf, joinCase, makeLine, openCase } from './acting.ts'

/* Random weeks of a crew: whatever happens, no promise is without an owner and a deadline, or an end; none is overdue unheard. */

const seeds = seedsIn(process.env['BESIDE_SEEDS'] ?? '11,23,47')
const events = 90

function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

type Crew = { house: TestHouse; people: People; cases: string[]; made: { promiseId: string; caseId: string }[] }
type Row = {
  promise_id: string
  case_id: string
  state: string
  kind: string
  owner_id: string
  fallback_id: string | null
  due_at: Date
  late: boolean
  next_at: Date | null
  deadline: Date | null
}

/** What must be true at every moment, read from the rows themselves. */
async function mustHold({ house, people }: Crew, what: string): Promise<void> {
  const { sql } = house.house.db
  const { teamId } = people.team
  const rows = await sql<Row[]>`
    select p.promise_id, p.case_id, p.state, p.kind, p.owner_id, p.fallback_id, p.due_at, p.late, p.next_at, d.due_at as deadline
    from promises p left join deadlines d
      on d.team_id = p.team_id and d.kind = 'promise.next' and d.key = p.promise_id::text
    where p.team_id = ${teamId}`
  const members = await membersOf(sql, teamId)
  const now = house.clock.now()
  for (const row of rows) {
    const said = `${what}: ${row.kind} ${row.state} ${row.late ? 'late' : ''}`
    const isEnd = row.state === 'kept' || row.state === 'let go'
    assert.equal(row.deadline?.getTime() ?? null, isEnd ? null : row.next_at!.getTime(), `${said} has its deadline`)
    if (isEnd) continue
    const of = (await caseOf(sql, teamId, row.case_id))!
    assert.equal(of.state, 'open', `${said} is in an open case`)
    for (const memberId of [row.owner_id, ...(row.fallback_id ? [row.fallback_id] : [])]) {
      const member = members.find((one) => one.memberId === memberId)!
      const reads = mayReadCase({ memberId, permissions: permissionsOf(member.roles) }, of)
      assert.ok(member.state === 'active' && reads, `${said} is with somebody who can keep it`)
    }
    assert.ok(row.next_at! > now, `${said} is looked after`)
    if (row.state !== 'trying') assert.ok(row.late || row.due_at > now, `${said} is not overdue unheard`)
  }
}

const crewOf = ({ people }: Crew): Person[] => [people.dee, people.mateo, people.ines, people.ruth, people.noor]

/** One thing somebody does, or time that passes. Refusals are welcome: only what becomes of the rows counts. */
async function something(crew: Crew, below: (n: number) => number): Promise<string> {
  const one = <Thing>(all: readonly Thing[]): Thing => all[below(all.length)]!
  const { house, made } = crew
  const [by, other] = [one(crewOf(crew)), one(crewOf(crew))]
  const dueAt = later(house.clock.now(), (1 + below(200)) * hour)
  const kind = one([
    'make',
    'make',
    'begin',
    'went',
    'act',
    'give',
    'move',
    'round',
    'away',
    'seat',
    'close',
    'time',
    'time',
  ])
  if (kind === 'make' || made.length === 0) {
    const promiseId = randomId()
    const caseId = one(crew.cases)
    const promised = { kind: one(['callback', 'follow-up'] as const), caseId, owner: by, fallback: other, dueAt }
    await by.request('/api/promises', { method: 'POST', body: bodyOf(promiseId, promised) })
    made.push({ promiseId, caseId })
    return kind
  }
  await oneAct(crew, { ...one(made), kind, by, other, dueAt: dueAt.toISOString(), below })
  if (kind === 'time') await house.clock.leap(one([minute, 31 * minute, 5 * hour, day]))
  return kind
}

type Act = {
  promiseId: string
  caseId: string
  kind: string
  by: Person
  other: Person
  dueAt: string
  below: (n: number) => number
}

async function oneAct(crew: Crew, { promiseId, caseId, kind, by, other, dueAt, below }: Act): Promise<void> {
  const one = <Thing>(all: readonly Thing[]): Thing => all[below(all.length)]!
  const { people } = crew
  const attemptId = attemptOf(promiseId)
  const follows = one(['reached', 'again', 'again', 'stopped'])
  if (kind === 'begin') await act(by, promiseId, ['POST', 'attempt', { attemptId }])
  if (kind === 'went') await act(by, promiseId, ['PUT', 'attempt', { attemptId, follows }])
  if (kind === 'act') await act(by, promiseId, ['POST', one(['kept', 'steward', 'let-go', 'undo'])])
  if (kind === 'give') await act(by, promiseId, ['PUT', 'owner', { to: other.memberId }])
  if (kind === 'move') await act(by, promiseId, ['PUT', 'due', { dueAt }])
  if (kind === 'round') await act(by, promiseId, ['POST', 'round', { to: other.memberId, dueAt }])
  if (kind === 'away' && by !== people.ruth)
    await by.request('/api/away', { method: 'PUT', body: { until: below(3) === 0 ? null : dueAt } })
  const member = one([people.dee, people.mateo, people.ines])
  if (kind === 'seat') await seat(crew, { caseId, member, on: below(2) === 0 })
  if (kind === 'close')
    await people.ruth.request(`/api/cases/${caseId}/${one(['close', 'reopen'])}`, { method: 'POST' })
}

/** One attempt at a time for each promise: what an owner’s console would have drawn. */
const attemptOf = (promiseId: string): string => promiseId

async function seat(
  { people }: Crew,
  { caseId, member, on }: { caseId: string; member: Person; on: boolean },
): Promise<void> {
  if (on) await joinCase(people.ruth, caseId, member).catch(() => {})
  else await people.ruth.request(`/api/cases/${caseId}/people/${member.memberId}`, { method: 'DELETE' })
}

/** Inés leaves the team, and Noor is no steward any more. */
async function peopleGo(crew: Crew): Promise<void> {
  const { house: server } = crew.house
  const { teamId } = crew.people.team
  const [memberId, demoted] = [crew.people.ines.memberId, crew.people.noor.memberId]
  await server.db.transact(async (sql, afterCommit) => {
    await removeMember(sql, teamId, memberId, { house: server, afterCommit })
    await server.moments.fire(sql, afterCommit, { of: memberRemoved, is: { teamId, memberId } })
  })
  await mustHold(crew, 'Inés left')
  await server.db.transact(async (sql, afterCommit) => {
    await setRoles(sql, teamId, demoted, ['responder'])
    await server.moments.fire(sql, afterCommit, { of: circleLeft, is: { teamId, memberId: demoted } })
  })
  await mustHold(crew, 'Noor stepped down')
}

for (const seed of seeds) {
  test(`no promise is ever without an owner and a deadline, or an end (seed ${seed})`, async () => {
    await using house = await openTestHouse()
    const people = await foundTeam(house)
    const lineId = await makeLine(people)
    const cases = [
      await openCase(people.dee, { lineId, fallback: people.mateo }),
      await openCase(people.ines, { lineId, fallback: people.dee }),
    ]
    const crew: Crew = { house, people, cases, made: [] }
    const below = randomOf(seed)
    for (let count = 0; count < events; count++) {
      if (count === (events * 2) / 3) await peopleGo(crew)
      const what = await something(crew, below)
      await house.settled()
      await mustHold(crew, `seed ${seed}, event ${count}, ${what}`)
    }
    await house.clock.leap(10 * day)
    await mustHold(crew, `seed ${seed}, ten days later`)
    assert.ok(crew.made.length > 5)
  })
}
