import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { minute } from '#platform/clock'
import { orderedId, randomId } from '#platform/ids'
import { lineOf } from '#features/lines'
import { putShift, seatOf, wall, zone } from '../../tests/rostered.ts'
import { availability, publicHours } from './index.ts'
import { always, openRostered } from './rostered-night.ts'

/* Who is let on duty without a seat, what the public page does meanwhile, and whom seats and skills ring. One house, one clock. */

const at = await openRostered('2026-12-06T01:00')
const { night, clock, house, teamId, lineId, ids, desk, view, crew, clockIn, ask } = at
after(() => night.test.close())
const to = (there: string): Promise<void> => at.goTo(wall(there))

const [line, pair] = [seatOf('line', 2), seatOf('pair')]
const seats = [line, pair]
await at.rosterGoesOn()
await putShift(house, teamId, { lineId, from: wall('2026-12-06T01:10'), until: wall('2026-12-06T02:00'), seats })
await to('2026-12-06T03:00')

test('an exception lets somebody on duty without a seat, with a reason, until a time; everybody sees it, and it ends by itself', async () => {
  const asked = (untilAt: Date, other: object = {}) => ({
    exceptionId: randomId(),
    lineId,
    memberId: ids.sam,
    untilAt: untilAt.toISOString(),
    sealed: 'why',
    ...other,
  })
  const until = wall('2026-12-06T06:00')
  assert.equal(await clockIn('sam'), 'no-shift-now')
  assert.equal(await ask('dee', 'POST', '/api/shifts/exceptions', asked(until)), 'notForYou')
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', asked(wall('2026-12-06T19:01'))), 'exception-until')
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', asked(wall('2026-12-06T02:00'))), 'exception-until')
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', asked(until, { memberId: randomId() })), 'exception-who') // prettier-ignore
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', asked(until, { lineId: randomId() })), 'unknown-line') // prettier-ignore
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', asked(until)), 201)
  const [exception] = view('dee').exceptions
  assert.deepEqual([exception?.memberId, exception?.byId, exception?.sealed], [ids.sam, ids.amara, 'why'])
  assert.deepEqual(await crew(), [], 'and clocked in')
  assert.equal(await clockIn('sam'), 'ok')
  assert.deepEqual(await crew(), ['sam'])
  await to('2026-12-06T05:59')
  assert.deepEqual(await crew(), ['sam'])
  await to('2026-12-06T06:00')
  assert.deepEqual([await crew(), view('dee').exceptions], [[], []])
  await night.advance(10 * minute)
  assert.equal(view('sam').me.clockedIn, null)
})

test('an exception that is taken back is over at once', async () => {
  const exceptionId = randomId()
  const body = {
    exceptionId,
    lineId,
    memberId: ids.dee,
    untilAt: wall('2026-12-06T12:00').toISOString(),
    sealed: 'why',
  }
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', body), 201)
  await clockIn('dee')
  const contactId = await night.call()
  assert.deepEqual([await crew(), view('dee').rings.length], [['dee'], 1])
  assert.equal(await ask('amara', 'DELETE', `/api/shifts/exceptions/${exceptionId}`), 200)
  assert.deepEqual([await crew(), view('dee').rings.length], [[], 0])
  assert.equal(await ask('amara', 'DELETE', `/api/shifts/exceptions/${exceptionId}`), 'exception-over')
  await night.end(contactId, 'crew')
})

test('an exception makes nobody experienced: whoever is still learning is not rung alone by one', async () => {
  const { sql } = house.db
  await sql`insert into training_paths (team_id, version, steps, sealed_words, made_by, made_at)
    values (${teamId}, 1, '[{}]', '', ${ids.amara}, ${clock.now()})`
  await sql`insert into trainings (team_id, member_id, version, begun_at, standing, by_hand, set_at)
    values (${teamId}, ${ids.sam}, 1, ${clock.now()}, 'trainee', false, ${clock.now()})`
  const untilAt = wall('2026-12-06T12:00').toISOString()
  for (const name of ['sam', 'dee'] as const) {
    const body = { exceptionId: randomId(), lineId, memberId: ids[name], untilAt, sealed: 'why' }
    assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', body), 201)
  }
  await desk('dee').say('duty.out', {})
  await clockIn('sam')
  const contactId = await night.call()
  const reach = async () => (await availability(house.db.sql, house, teamId, lineId)).reachable
  assert.deepEqual([await crew(), view('sam').rings.length, await reach()], [['sam'], 0, 0])
  assert.equal(await desk('sam').say('queue.claim', { contactId, locked: false }), 'learning')
  await clockIn('dee')
  assert.deepEqual([view('sam').rings.length, view('dee').rings.length, await reach()], [1, 1, 2])
  await night.end(contactId, 'crew')
  await to('2026-12-06T12:11')
})

test('the public page is closed for an empty shift only where the team’s rule says so, and the crew reads that it is', async () => {
  const spare = seatOf('line')
  const open = async () => {
    const here = (await lineOf(house.db.sql, teamId, lineId))!
    return publicHours(house.db.sql, house, { ...here, hours: always }, zone)
  }
  assert.equal((await open()).open, true, 'nobody is on duty, and no rule says anything')
  await house.db.sql`insert into shift_rules (team_id, version, rules) values (${teamId}, 1, '{"emptyShift": "close"}')`
  assert.deepEqual((await open()).open, false)
  const put = { lineId, from: wall('2026-12-06T20:00'), until: wall('2026-12-07T02:00'), seats: [pair, spare] }
  const { shiftId } = await putShift(house, teamId, { ...put, sits: [{ seat: pair, memberId: ids.ines }] })
  assert.deepEqual(await open(), { open: false, opensAt: wall('2026-12-06T20:00') })
  await to('2026-12-06T20:01')
  assert.equal((await open()).open, false, 'it has begun, and she is not there')
  const left = { shiftId, seatId: spare.seatId, slot: 0, sealed: 'why' }
  assert.equal(await ask('amara', 'PUT', '/api/shifts/left-empty', left), 200)
  assert.equal((await open()).open, false, 'a seat that stays empty opens nothing')
  await clockIn('ines')
  assert.equal((await open()).open, true)
})

test('the order that a line writes is what rings: somebody whose skill is confirmed and has not run out, else seats on the line', async () => {
  const { sql } = house.db
  const skill = orderedId()
  const order = sql.json([{ skill }, 'line'])
  await sql`update lines set written = jsonb_set(written, '{ring,order}', ${order}) where team_id = ${teamId}`
  await to('2026-12-08T19:55')
  const expiresAt = wall('2026-12-08T21:00')
  await sql`insert into held_skills (team_id, member_id, skill_id, confirmed_by, confirmed_at, expires_at, told, changed_by, changed_at)
    values (${teamId}, ${ids.mateo}, ${skill}, ${ids.amara}, ${clock.now()}, ${expiresAt}, 0, ${ids.amara}, ${clock.now()})`
  const sits = [
    { seat: line, slot: 0, memberId: ids.dee },
    { seat: pair, memberId: ids.mateo },
  ]
  const put = { lineId, from: wall('2026-12-08T20:00'), until: wall('2026-12-09T02:00'), seats }
  await putShift(house, teamId, { ...put, sits })
  assert.deepEqual([await clockIn('mateo'), await clockIn('dee')], ['ok', 'ok'])
  const ringsOf = () => [view('mateo').rings.length, view('dee').rings.length]
  await to('2026-12-08T20:30')
  const first = await night.call()
  assert.deepEqual(ringsOf(), [1, 0])
  await night.end(first, 'crew')
  await to('2026-12-08T21:00')
  const second = await night.call()
  assert.deepEqual(ringsOf(), [0, 1], 'it has run out')
  await night.end(second, 'crew')
})
