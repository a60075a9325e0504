import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { memberRemoved } from '#features/keys'
import { removeMember } from '#features/members'
import { day, hour, later } from '#platform/clock'
import { randomId } from '#platform/ids'
import { usualShiftRules } from './rules.ts'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import {
  act,
  givenAlways,
  hear,
  lineSeat,
  mailing,
  makeNight,
  offer,
  offersSeen,
  place,
  placeIn,
  sitting,
} from '../../tests/swaps.ts'

let house: TestHouse
let people: People
let heard: () => string[]
before(async () => {
  house = await openTestHouse(mailing)
  people = await foundTeam(house)
  const { dee, mateo, ines, sam } = people
  await givenAlways(house, people, [dee, mateo, ines, sam])
  heard = hear(house, people)
})
after(() => house.close())

test('a swap asked of one person is theirs to take in one tap; until then it is still the holder’s, visibly', async () => {
  const { dee, mateo, sam, amara } = people
  const night = await makeNight(house, people, { inHours: 200, sit: [[dee, null]] })
  const { offerId } = await offer(dee, { ...placeIn(night), kind: 'swap', asked: [mateo] })
  assert.deepEqual(await sitting(house, people, night), ['dee: not asked'])
  assert.deepEqual(heard(), ['notice: mateo'])
  const [seen] = (await offersSeen(mateo)).offers
  assert.deepEqual([seen?.asksMe, seen?.memberId, seen?.asked], [true, dee.memberId, null])
  assert.deepEqual((await offersSeen(amara)).offers[0]?.asked, [mateo.memberId])
  assert.deepEqual((await offersSeen(sam)).offers, [], 'nobody else is shown who asks whom')
  assert.equal((await act(sam, offerId, 'take')).refused, 'not-asked')
  assert.deepEqual(await act(mateo, offerId, 'take'), {})
  assert.deepEqual(await act(mateo, offerId, 'take'), {}, 'said twice, it is the same')
  assert.deepEqual(await sitting(house, people, night), ['mateo: not asked'])
  assert.deepEqual(heard(), ['notice: dee, mateo'])
  const passed = (await offersSeen(dee)).passings.find(({ shiftId }) => shiftId === night.shiftId)
  assert.deepEqual([passed?.fromId, passed?.toId, passed?.how], [dee.memberId, mateo.memberId, 'swapped'])
  assert.deepEqual((await offersSeen(mateo)).passings.length, 1)
  assert.deepEqual((await offersSeen(sam)).passings, [])
})

test('Dee gives Friday and takes Mateo’s Saturday: both change hands at once, or neither', async () => {
  const { dee, mateo } = people
  const friday = await makeNight(house, people, { inHours: 400, sit: [[dee, null]] })
  const saturday = await makeNight(house, people, { inHours: 424, sit: [[mateo, null]] })
  const wish = { ...placeIn(friday), kind: 'swap' as const, asked: [mateo], inReturn: placeIn(saturday) }
  const { offerId } = await offer(dee, wish)
  assert.deepEqual(await act(mateo, offerId, 'take'), {})
  assert.deepEqual(await sitting(house, people, friday), ['mateo: not asked'])
  assert.deepEqual(await sitting(house, people, saturday), ['dee: not asked'])
  const back = () => offer(mateo, { ...wish, asked: [dee], inReturn: placeIn(saturday) })
  const [first, other] = [await back(), await makeNight(house, people, { inHours: 426, hours: 3, sit: [[mateo]] })]
  assert.equal((await act(dee, first.offerId, 'take')).refused, 'not-for-them', 'Mateo could not, by now')
  assert.equal((await back()).refused, 'nobody-could')
  await place(people.amara, placeIn(other), { was: mateo, now: null })
  const second = await back()
  await makeNight(house, people, { inHours: 401, hours: 3, sit: [[dee]] })
  assert.equal((await act(dee, second.offerId, 'take')).refused, 'overlap')
  assert.deepEqual(await sitting(house, people, friday), ['mateo: not asked'])
  heard()
})

test('two who take it at once: one has it, the other is told who', async () => {
  const { dee, mateo, ines, sam } = people
  const night = await makeNight(house, people, { inHours: 600, sit: [[dee, null]] })
  const { offerId } = await offer(dee, { ...placeIn(night), kind: 'swap' })
  const takers = [mateo, ines, sam]
  const said = await Promise.all(takers.map((one) => act(one, offerId, 'take')))
  const winner = takers[said.findIndex(({ refused }) => !refused)]!
  assert.equal(said.filter(({ refused }) => !refused).length, 1)
  for (const lost of said.filter(({ refused }) => refused))
    assert.deepEqual([lost.refused, lost.takenBy], ['taken', winner.memberId])
  assert.equal((await sitting(house, people, night)).length, 1)
})

test('nobody takes what overlaps another shift of theirs or leaves them no rest; the refusal is said in their language', async () => {
  const { dee, mateo } = people
  const night = await makeNight(house, people, { inHours: 800, sit: [[dee, null]] })
  await makeNight(house, people, { inHours: 806, sit: [[mateo, null]] })
  const { offerId } = await offer(dee, { ...placeIn(night), kind: 'swap' })
  const path = `/api/shifts/offers/${offerId}/take`
  const english = await mateo.request(path, { method: 'POST' })
  const spanish = await mateo.request(path, { method: 'POST', headers: { 'x-language': 'es' } })
  const [one, other] = [await english.json(), await spanish.json()] as { refused: string; words: string }[]
  assert.deepEqual([english.status, one!.refused, other!.refused], [409, 'overlap', 'overlap'])
  assert.match(one!.words, /another shift at this time/)
  assert.match(other!.words, /otro turno/)
  const could = (await (await dee.request(`/api/shifts/could?${query(placeIn(night))}`)).json()) as {
    memberId: string
    could: boolean
    why: string[] | null
  }[]
  assert.deepEqual(could.find(({ memberId }) => memberId === mateo.memberId)?.could, false)
  assert.ok(
    could.every(({ why }) => why === null),
    'why somebody could not is theirs',
  )
  await act(dee, offerId, 'withdraw')
})

const query = (place: object): string => new URLSearchParams(Object.entries(place).map(([k, v]) => [k, String(v)])).toString() // prettier-ignore

test('a late drop goes to the back-ups, then to everybody, then to those who plan, again and again, until it is covered', async () => {
  const { dee, mateo, ines } = people
  const backUp = lineSeat({ kind: 'back-up', count: 1 })
  const seats = [lineSeat(), backUp]
  const night = await makeNight(house, people, { inHours: 24, seats, sit: [[dee, mateo], [ines]] })
  await house.settled()
  heard()
  const { offerId } = await offer(dee, { ...placeIn(night), kind: 'drop' })
  assert.deepEqual(heard(), ['alarm: ines'])
  await house.clock.advance(6 * hour)
  assert.deepEqual(heard(), ['notice: ines, sam'])
  await house.clock.advance(6 * hour)
  assert.deepEqual(heard(), ['alarm: amara, noor, ruth', 'notice: dee'])
  await house.clock.advance(3 * hour)
  assert.deepEqual(heard(), ['alarm: amara, noor, ruth', 'notice: dee'])
  assert.equal((await sitting(house, people, night))[0], 'dee: asked', 'it is still Dee’s')
  assert.deepEqual(await act(ines, offerId, 'take'), {})
  assert.deepEqual(await sitting(house, people, night), ['ines: yes', 'mateo: asked'])
  assert.deepEqual(heard(), ['notice: amara, dee, ines, noor, ruth'])
  await house.clock.advance(2 * hour)
  assert.ok(!heard().some((one) => one.includes('dee')), 'nothing is asked any more')
})

test('a line has its own notice: what is in good time for the team is late there', async () => {
  const { dee, mateo, ruth, team } = people
  const seats = [lineSeat(), lineSeat({ kind: 'back-up', count: 1 })]
  const night = await makeNight(house, people, { inHours: 300, seats, sit: [[dee, null], [mateo]] })
  const [row] = await house.house.db.sql<{ lineId: string }[]>`
    select line_id as "lineId" from shifts where team_id = ${team.teamId} and shift_id = ${night.shiftId}`
  const stageAfter = async (version: number, noticeHoursOn: Record<string, number>): Promise<string | undefined> => {
    const body = { version, rules: { ...usualShiftRules, noticeHoursOn } }
    assert.equal((await ruth.request('/api/shifts/rules', { method: 'PUT', body })).status, 200)
    const { offerId } = await offer(dee, { ...placeIn(night), kind: 'drop' })
    return (await offersSeen(dee)).offers.find((one) => one.offerId === offerId)?.stage
  }
  assert.equal(await stageAfter(0, { [row!.lineId]: 336 }), 'back-ups')
  assert.equal(await stageAfter(1, { [randomId()]: 336 }), 'everybody', 'another line has the team’s')
})

test('a skill that runs out before the shift ends keeps somebody from it, and from being asked', async () => {
  const { dee, mateo, ines, team } = people
  const skillId = randomId()
  const night = await makeNight(house, people, {
    inHours: 50 * 24,
    seats: [lineSeat({ skills: [skillId] })],
    sit: [[dee]],
  })
  const until = { mateo: later(night.endsAt, -hour), ines: night.endsAt }
  for (const [who, expiresAt] of [
    [mateo, until.mateo],
    [ines, until.ines],
  ] as const)
    await house.house.db.sql`
      insert into held_skills (team_id, member_id, skill_id, confirmed_by, confirmed_at, expires_at, told, changed_by, changed_at)
      values (${team.teamId}, ${who.memberId}, ${skillId}, ${dee.memberId}, ${house.clock.now()}, ${expiresAt}, 0,
        ${dee.memberId}, ${house.clock.now()})`
  heard()
  const { offerId } = await offer(dee, { ...placeIn(night), kind: 'swap' })
  assert.deepEqual(heard(), ['notice: ines'])
  assert.equal((await act(mateo, offerId, 'take')).refused, 'skill-expired')
  assert.deepEqual(await act(ines, offerId, 'take'), {})
})

test('an offer is over when somebody else was seated there, or its member leaves; nobody keeps what is not theirs', async () => {
  const { dee, mateo, ines, sam, amara, team } = people
  const night = await makeNight(house, people, { inHours: 70 * 24, sit: [[dee, sam]] })
  const deesOffer = await offer(dee, { ...placeIn(night), kind: 'swap' })
  const samsOffer = await offer(sam, { ...placeIn(night, 1), kind: 'swap', asked: [mateo, ines] })
  await place(amara, placeIn(night), { was: dee, now: ines })
  assert.equal((await act(mateo, deesOffer.offerId, 'take')).refused, 'gone')
  const { path } = (await (await sam.request('/api/shifts/calendar', { method: 'POST' })).json()) as { path: string }
  const { house: server } = house
  await server.db.transact(async (sql, afterCommit) => {
    await removeMember(sql, team.teamId, sam.memberId, { house: server, afterCommit })
    const is = { teamId: team.teamId, memberId: sam.memberId }
    await server.moments.fire(sql, afterCommit, { of: memberRemoved, is })
  })
  assert.equal((await act(mateo, samsOffer.offerId, 'take')).refused, 'gone')
  assert.equal((await fetch(house.url + path)).status, 404, 'their calendar is gone')
  assert.deepEqual(await sitting(house, people, night), ['ines: not asked'])
})

test('whoever offers takes it back while nobody has it; a drop in good time is asked of everybody first', async () => {
  const { dee, mateo, ines } = people
  const night = await makeNight(house, people, { inHours: 30 * 24, sit: [[dee, null]] })
  heard()
  const { offerId } = await offer(dee, { ...placeIn(night), kind: 'drop' })
  assert.deepEqual(heard(), ['notice: ines, mateo'])
  assert.equal((await act(mateo, offerId, 'withdraw')).refused, 'not-yours')
  assert.deepEqual(await act(mateo, offerId, 'decline'), {})
  assert.deepEqual(heard(), [])
  await act(ines, offerId, 'decline')
  assert.deepEqual(heard(), ['notice: amara, dee, noor, ruth'], 'nobody is left: whoever plans is told in time')
  assert.deepEqual(await act(dee, offerId, 'withdraw'), {})
  assert.equal((await act(mateo, offerId, 'take')).refused, 'gone')
  await house.clock.leap(29 * day)
  assert.ok(!heard().some((one) => one.startsWith('alarm')))
  assert.deepEqual(await sitting(house, people, night), ['dee: asked'])
})
