import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../chat/acting.ts'
import type { Person } from '../../tests/people.ts'
import { canAlways, does, newPattern, nights, openCrew, publishAll, seatOf, seen, type Crew } from '../../tests/crew.ts'
import { asked, follows as following, type Following } from '../../tests/searching.ts'
import { placeName } from '#features/shifts/checks'
import { problemsOf } from './checking.ts'
import { askedProblem } from './server/asking.ts'
import type { WeeksView } from './views.ts'

/** Seconds: whoever searches does so in the background, after everything else that this machine has to do. */
const patience = 120

let crew: Crew
let patternId: string
const line = seatOf({ count: 2 })
before(async () => {
  crew = await openCrew()
  await canAlways([crew.people.dee, crew.people.mateo, crew.people.sam])
  patternId = await newPattern(crew, nights([line]))
})
after(() => crew.house.close())

const follows = (person: Person): Following => following(crew.house, crew.people, person)

test('a proposal fills the open seats, is told to everybody who plans, and is taken as seatings of the board', async () => {
  const [amara, ruth] = [follows(crew.people.amara), follows(crew.people.ruth)]
  await until(() => amara.seen.length > 0 && ruth.seen.length > 0, 'both following')
  await amara.live.say('coverage.propose', asked())
  await until(() => ruth.seen.at(-1)?.proposal?.state === 'done', 'the proposal', patience)
  const { proposal } = ruth.seen.at(-1)!
  assert.ok(proposal?.result)
  assert.deepEqual(
    [proposal.progress.seats, proposal.progress.open, proposal.askedBy],
    [8, 0, crew.people.amara.memberId],
  )
  assert.deepEqual(proposal.result.why, [])
  const changes = proposal.result.differences
  assert.equal(changes.length, 8)
  const problem = await askedProblem(crew.house.house, crew.people.team.teamId, { ...asked(), lineId: null })
  const seatings = changes.map(({ memberId, ...place }) => ({ seatId: placeName(place), personId: memberId! }))
  assert.deepEqual(problemsOf(problem, seatings), [])
  const taken = await does(crew.people.amara, 'POST /api/shifts/seatings', { anyway: false, changes })
  assert.equal(taken.status, 200)
  const [first] = await seen(crew.people.amara, patternId)
  assert.equal(first!.seatings.length, 2)
  // Taken once more, what was agreed meanwhile is a conflict and not written over.
  const again = await does(crew.people.amara, 'POST /api/shifts/seatings', {
    anyway: false,
    changes: changes.map((one) => ({ ...one, memberId: null })),
  })
  assert.deepEqual([again.status, again.refused], [409, 'changed'])
  await amara.live.say('coverage.end', { id: proposal.asked.proposalId })
  await until(() => ruth.seen.at(-1)?.proposal === null, 'the proposal to be gone')
})

test('what a search is handed holds ids, times, seats and codes: no name, no sealed word, and nothing longer', async () => {
  await publishAll(crew.people.amara)
  const problem = await askedProblem(crew.house.house, crew.people.team.teamId, { ...asked(), lineId: null })
  const strings: string[] = []
  JSON.stringify(problem, (_key, value: unknown) => {
    if (typeof value === 'string') strings.push(value)
    return value
  })
  assert.ok(problem.people.length > 2 && strings.length > 40)
  const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/
  const place = /^[0-9a-f-]{36} [0-9a-f-]{36} \d+$/
  const calendar = /^\d{4}-\d\d(-\d\d)?$/
  const known = ['en', 'es', 'with', 'apart', 'rather-not']
  const other = strings.filter((one) => ![id, place, calendar].some((form) => form.test(one)) && !known.includes(one))
  assert.deepEqual(other, [])
})

test('who does not plan follows nothing, asks for nothing, and reads no weeks', async () => {
  const { live } = follows(crew.people.dee)
  await assert.rejects(live.say('coverage.propose', asked()))
  await assert.rejects(live.say('coverage.end', { id: crypto.randomUUID() }))
  assert.equal((await crew.people.dee.request('/api/coverage')).status, 403)
})

test('dates that are none are refused, and one that is thrown away is gone at once', async () => {
  const amara = follows(crew.people.amara)
  await until(() => amara.seen.length > 0, 'following')
  await assert.rejects(amara.live.say('coverage.propose', asked({ to: '2026-01-01' })), { code: 'dates' })
  await assert.rejects(amara.live.say('coverage.propose', asked({ to: '2027-11-18' })), { code: 'dates' })
  const one = asked({ mayMove: true })
  await amara.live.say('coverage.propose', one)
  await assert.rejects(amara.live.say('coverage.propose', asked()), { code: 'under-way' })
  await amara.live.say('coverage.end', { id: one.proposalId })
  await until(() => amara.seen.at(-1)?.proposal === null, 'it to be gone')
})

test('the weeks say how each shift is staffed, and that nothing was counted where too little was', async () => {
  const view = (await (await crew.people.amara.request('/api/coverage')).json()) as WeeksView
  assert.equal(view.counted, null)
  assert.deepEqual([view.from, view.to], ['2026-11-20', '2027-01-14'])
  assert.deepEqual(
    view.shifts.map(({ seats, people }) => [seats, people]),
    [
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
    ],
  )
  const { teamId } = crew.people.team
  const sql = crew.house.house.db.sql
  await sql`insert into tally_rings (team_id, month, how, within_seconds, rings)
    values (${teamId}, '2026-11', 'answered', 20, 45), (${teamId}, '2026-11', 'left', 0, 5), (${teamId}, '2026-11', 'late', 0, 9)`
  const still = (await (await crew.people.amara.request('/api/coverage')).json()) as WeeksView
  assert.equal(still.counted, null, 'nobody is known to have sat anywhere')
  await sql`update shifts set starts_at = starts_at - interval '14 days', ends_at = ends_at - interval '14 days'
    where team_id = ${teamId} and night = '2026-11-20'`
  const then = (await (await crew.people.amara.request('/api/coverage')).json()) as WeeksView
  assert.deepEqual(then.counted, { months: 6, rings: 50, answered: 45, people: 2, hours: 6 })
})

test('what opening Sundays would need: solved without them and with them, with what stays open and why', async () => {
  const amara = follows(crew.people.amara)
  await until(() => amara.seen.length > 0, 'following')
  const seats = [{ ...seatOf({ count: 2 }) }]
  const planId = crypto.randomUUID()
  await amara.live.say('coverage.plan', {
    planId,
    lineId: crew.lineId,
    days: ['sun'],
    from: '14:00',
    to: '20:00',
    seats,
  })
  await until(() => amara.seen.at(-1)?.plan?.state === 'done', 'the plan', patience)
  const plan = amara.seen.at(-1)!.plan
  assert.ok(plan?.result)
  const { shifts, filled, lost, open, personHours, peopleEach } = plan.result
  assert.deepEqual([shifts, plan.result.seats, personHours, lost], [8, 16, 96, []])
  assert.equal(filled + open.length, 16)
  assert.equal(peopleEach, filled / 8)
  await amara.live.say('coverage.end', { id: planId })
})
