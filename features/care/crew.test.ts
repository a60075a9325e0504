import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '#platform/clock'
import { randomId } from '#platform/ids'
import { problemFor } from '#features/shifts'
import { filesHolding } from '../../tests/walks/chat-raw.ts'
import { givenAlways, lineSeat, makeNight, type Night } from '../../tests/swaps.ts'
import { deskOf, until } from '../chat/acting.ts'
import { ask, nightOf, openCrew, sealed, viewFor, type Crew } from './acting.ts'
import { offerSeat, readThanks, thank } from './browser/acts.ts'
import { careOn } from './browser/care.ts'
import type { CrewView, HoursView } from './wire.ts'

/* Hard nights and rest, hours, nudges, thanks: a whole server, the clock in hand. The tests follow one another. */
let crew: Crew
let night: Night
before(async () => {
  crew = await openCrew()
  const { dee, mateo } = crew.people
  night = await nightOf(crew, [dee, mateo])
})
after(() => crew.house.close())

test('a hard night is said by who sat there or plans, of who sat there, and taken back', async () => {
  const { dee, mateo, ines, sam, amara } = crew.people
  const of = (who: { memberId: string }): string => `hard-nights/${night.shiftId}/${who.memberId}`
  assert.equal(await ask(ines, ['PUT', of(dee)]), 'no-night')
  assert.equal(await ask(amara, ['PUT', of(sam)]), 'no-night')
  assert.equal(await ask(dee, ['PUT', `hard-nights/${randomId()}/${dee.memberId}`]), 'no-night')
  assert.equal(await ask(dee, ['PUT', 'hard-nights/none/none']), 'no-night')
  assert.equal(await ask(mateo, ['PUT', of(dee)]), 200)
  await crew.house.settled()
  assert.deepEqual(crew.heard(), ['notice: dee'])
  assert.deepEqual((await viewFor(crew, mateo)).recent[0]!.hard, [dee.memberId])
  assert.deepEqual((await viewFor(crew, ines)).recent, [])
  assert.equal(await ask(amara, ['DELETE', of(dee)]), 'no-night')
  assert.equal(await ask(dee, ['DELETE', of(dee)]), 200)
  assert.deepEqual([(await viewFor(crew, dee)).rest, crew.heard()], [null, []])
})

test('rest is offered for as long as the team says: what falls inside is hers until somebody takes it', async () => {
  const { house, people } = crew
  const { dee, mateo, ines, amara } = people
  await givenAlways(house, people, [dee, mateo, ines])
  const at = (inHours: number): Promise<Night> =>
    makeNight(house, people, { inHours, hours: 6, seats: [lineSeat()], sit: [[dee, null]] })
  const [inside, afterwards] = [await at(30), await at(60)]
  assert.equal(await ask(dee, ['PUT', `hard-nights/${night.shiftId}/${dee.memberId}`]), 200)
  const rest = (await viewFor(crew, dee)).rest!
  assert.equal(Date.parse(rest.until), night.endsAt.getTime() + 2 * day)
  assert.deepEqual(
    rest.seats.map(({ shiftId }) => shiftId),
    [inside.shiftId],
  )
  const desk = deskOf(house, people, dee)
  const care = careOn(desk)
  const seats = () => care.view?.rest?.seats
  await until(() => seats()?.length === 1, 'what falls inside')
  // Two changes of the roster in one millisecond would be told as one.
  await house.clock.advance(1000)
  const offerId = await offerSeat(desk, rest.seats[0]!)
  await until(() => seats()?.[0]?.offerId === offerId, 'the offer')
  assert.equal((await mateo.request(`/api/shifts/offers/${offerId}/take`, { method: 'POST' })).status, 200)
  await until(() => seats()?.length === 0, 'that it is taken')
  assert.equal(await ask(amara, ['PUT', 'rules', { version: 0, restHours: 72 }]), 200)
  assert.equal(await ask(amara, ['PUT', 'rules', { version: 0, restHours: 24 }]), 'changed')
  await ask(dee, ['DELETE', `hard-nights/${night.shiftId}/${dee.memberId}`])
  await ask(dee, ['PUT', `hard-nights/${night.shiftId}/${dee.memberId}`])
  const longer = (await viewFor(crew, dee)).rest!.seats.map(({ shiftId }) => shiftId)
  assert.deepEqual(longer, [afterwards.shiftId])
  crew.heard()
})

test('nothing new is put into a rest: signing up, proposals and being put there know that she rests, and not why; she ends it herself', async () => {
  const { house, people, teamId } = crew
  const { dee, mateo, amara } = people
  const { startsAt, ...open } = await makeNight(house, people, { inHours: 20, hours: 3, sit: [] })
  const place = { shiftId: open.shiftId, seatId: open.seats[0]!.seatId }
  type Said = { refused?: string; why?: object[]; changes?: { why: object[] }[]; words?: string }
  const does = async (who: typeof dee, method: string, path: string, body: object): Promise<Said> =>
    (await (await who.request(`/api/shifts/${path}`, { method, body })).json()) as Said
  const until = (await viewFor(crew, dee)).rest!.until
  const refused = await does(dee, 'POST', 'sign-up', place)
  assert.deepEqual([refused.refused, refused.why], ['resting', [{ kind: 'resting', until }]])
  const at = { from: startsAt, to: new Date(startsAt.getTime() + 1) }
  const resting = async (): Promise<number[]> =>
    (await problemFor(house.house.db.sql, teamId, at)).people.map((one) => one.resting.length)
  assert.deepEqual((await resting()).toSorted(), [0, 0, 0, 0, 0, 0, 1])
  const change = { ...place, slot: 0, memberId: dee.memberId, was: null }
  const put = (anyway: boolean): Promise<Said> => does(amara, 'POST', 'seatings', { changes: [change], anyway })
  assert.deepEqual((await put(false)).changes?.[0]?.why, [{ kind: 'resting', until }])
  const rows = await house.house.db.sql`select * from member_rests`
  assert.deepEqual(Object.keys(rows[0]!), ['team_id', 'member_id', 'from_at', 'until_at'])
  assert.equal(await ask(mateo, ['PUT', 'rest/end']), 'no-rest')
  assert.equal(await ask(dee, ['PUT', 'rest/end']), 200)
  assert.deepEqual([(await viewFor(crew, dee)).rest, Math.max(...(await resting()))], [null, 0])
  assert.equal(await ask(dee, ['DELETE', 'rest/end']), 200)
  assert.equal((await does(dee, 'POST', 'sign-up', place)).refused, 'resting', 'she rests after all')
  assert.deepEqual([await put(true), (await viewFor(crew, dee)).rest?.until], [{}, until])
  await does(amara, 'POST', 'seatings', { changes: [{ ...change, memberId: null, was: dee.memberId }], anyway: true })
  await ask(dee, ['PUT', 'rest/end'])
  assert.equal((await does(dee, 'POST', 'sign-up', place)).refused, undefined)
  await does(dee, 'DELETE', 'sign-up', place)
  await ask(dee, ['DELETE', 'rest/end'])
  crew.heard()
})

test('hours and worst nights are seen by themselves and by who plans, of one at a time', async () => {
  const { dee, mateo, amara } = crew.people
  const hers = `/api/care/hours/${dee.memberId}`
  for (const one of [dee, amara]) {
    const { months } = (await (await one.request(hers)).json()) as HoursView
    assert.deepEqual(months.at(-1), { month: '2026-11', shifts: 1, hours: 6, nights: 0, hard: 1, alone: 0 })
    assert.equal(months.length, 12)
  }
  assert.equal(await ask(mateo, ['GET', `hours/${dee.memberId}`]), 'no-hours')
  assert.equal(await ask(amara, ['GET', 'hours/everybody']), 'no-hours')
})

test('who carries too much is shown it, and so is who plans; each puts it aside for themselves', async () => {
  const { dee, mateo, amara } = crew.people
  // 02:00 to 08:00 in Los Angeles, three in a row; nobody else sat there.
  for (const ago of [5, 29, 53]) await nightOf(crew, [dee], { ago })
  assert.deepEqual(
    (await viewFor(crew, dee)).nudges.map(({ kind, count }) => [kind, count]),
    [['nights', 3]],
  )
  const { months } = (await (await dee.request(`/api/care/hours/${dee.memberId}`)).json()) as HoursView
  assert.deepEqual([months.at(-1)!.nights, months.at(-1)!.alone], [3, 3])
  const crewOf = async (): Promise<CrewView['people']> =>
    ((await (await amara.request('/api/care/crew')).json()) as CrewView).people
  const [seen] = await crewOf()
  assert.deepEqual([seen!.memberId, seen!.nudges.length, seen!.restUntil !== null], [dee.memberId, 1, true])
  assert.deepEqual((await viewFor(crew, mateo)).nudges, [])
  assert.equal(await ask(mateo, ['PUT', `nudges/${dee.memberId}/nights/pause`]), 'no-hours')
  assert.equal(await ask(dee, ['PUT', `nudges/${dee.memberId}/other/pause`]), 'no-hours')
  assert.equal(await ask(dee, ['PUT', `nudges/${dee.memberId}/nights/pause`]), 200)
  assert.deepEqual([(await viewFor(crew, dee)).nudges, (await crewOf())[0]!.nudges.length], [[], 1])
  assert.equal(await ask(amara, ['PUT', `nudges/${dee.memberId}/nights/pause`]), 200)
  assert.deepEqual((await crewOf())[0]!.nudges, [])
  assert.equal(await ask(dee, ['DELETE', `nudges/${dee.memberId}/nights/pause`]), 200)
  assert.equal((await viewFor(crew, dee)).nudges.length, 1)
})

test('a word of thanks is for two, once for each shift, and gone after 30 days', async () => {
  const { house, people } = crew
  const { dee, mateo, sam, ruth } = people
  const desk = deskOf(house, people, mateo)
  const thanksId = await thank(desk, { shiftId: night.shiftId, toId: dee.memberId, written: ' mulberry-thanks ' })
  await house.settled()
  assert.deepEqual(crew.heard(), ['notice: dee'])
  assert.equal(await readThanks(deskOf(house, people, dee), thanksId), 'mulberry-thanks')
  const again = { thanksId: randomId(), shiftId: night.shiftId, toId: dee.memberId, sealed }
  assert.equal(await ask(mateo, ['POST', 'thanks', again]), 'thanked')
  assert.equal(house.house.keyStore.has(`thanks ${again.thanksId}`), false)
  assert.equal(await ask(sam, ['POST', 'thanks', again]), 'no-thanks')
  assert.equal(await ask(ruth, ['GET', `thanks/${thanksId}`]), 'no-thanks')
  assert.equal(await ask(mateo, ['PUT', `thanks/${thanksId}/seen`]), 'no-thanks')
  assert.equal(await ask(dee, ['PUT', `thanks/${thanksId}/seen`]), 200)
  assert.equal((await viewFor(crew, dee)).thanks[0]!.seen, true)
  assert.deepEqual((await viewFor(crew, mateo)).recent.at(-1)!.thanked, [dee.memberId])
  assert.deepEqual(await filesHolding(house, 'mulberry-thanks'), [])
  const back = { thanksId: randomId(), shiftId: night.shiftId, toId: mateo.memberId, sealed }
  assert.equal(await ask(dee, ['POST', 'thanks', back]), 200)
  assert.equal(await ask(mateo, ['DELETE', `thanks/${back.thanksId}`]), 200)
  await house.clock.advance(1000)
  assert.equal(await ask(dee, ['POST', 'thanks', back]), 'thanked', 'what was destroyed does not come back')
  await house.clock.leap(30 * day)
  assert.equal(house.house.keyStore.has(`thanks ${thanksId}`), false)
  assert.deepEqual((await viewFor(crew, dee)).thanks, [])
})

test('that a night was hard is known for a year, as the shift is, and then no more', async () => {
  await crew.house.clock.leap(340 * day)
  const { sql } = crew.house.house.db
  assert.deepEqual([...(await sql`select 1 from hard_nights`)], [])
})
