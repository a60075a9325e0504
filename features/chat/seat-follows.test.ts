import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { leave, message, messageOwner, openChange, type Change } from '../../tests/change-of-shifts.ts'
import { does } from '../../tests/crew.ts'
import type { Person } from '../../tests/people.ts'
import { putShift, seatOf, wall } from '../../tests/rostered.ts'
import { act, givenAlways, hear, offer } from '../../tests/swaps.ts'
import { Console } from '../queue/night.ts'

/* A message left while nobody is there is whoever sits in the coming shift's, and goes along with their seat. A whole house. */

let change: Change
let heard: () => string[]
before(async () => {
  change = await openChange()
  const { house, people } = change
  await givenAlways(house, people, [people.dee, people.mateo, people.ines, people.sam])
  heard = hear(house, people)
})
after(() => change?.house.close())

const [line, pair] = [seatOf('line'), seatOf('pair')]
let shiftId: string
const ownerOf = async (contactId: string): Promise<string> => {
  const ownerId = await messageOwner(change, contactId)
  return Object.entries(change.people).find(([, one]) => 'memberId' in one && one.memberId === ownerId)?.[0] ?? 'nobody'
}
/** Whoever plans changes who sits there. */
async function puts(who: Person | null, was: Person, seat = line): Promise<void> {
  const changes = [{ shiftId, seatId: seat.seatId, slot: 0, memberId: who?.memberId ?? null, was: was.memberId }]
  const said = await does(change.people.amara, 'POST /api/shifts/seatings', { anyway: true, changes })
  assert.equal(said.status, 200)
}

test('Dee’s seat is taken by Mateo: what was left for the coming shift is his in the same moment, and its fallback stays', async () => {
  const { house, people, lineId } = change
  const { dee, mateo, ines } = people
  const put = { lineId, from: wall('2026-11-20T20:00'), until: wall('2026-11-21T02:00'), seats: [line, pair] }
  const sits = [
    { seat: line, memberId: dee.memberId },
    { seat: pair, memberId: ines.memberId },
  ]
  ;({ shiftId } = await putShift(house.house, people.team.teamId, { ...put, sits }))
  const left = await leave(change)
  assert.equal(await ownerOf(left), 'dee')
  heard()
  const { offerId } = await offer(dee, { shiftId, seatId: line.seatId, slot: 0, kind: 'swap', asked: [mateo] })
  assert.equal(await ownerOf(left), 'dee', 'until somebody has the seat')
  assert.deepEqual(await act(mateo, offerId, 'take'), {})
  assert.equal(await ownerOf(left), 'mateo')
  const seenByDee = await dee.request(`/api/contacts/${left}`)
  assert.equal(seenByDee.status, 404, 'she is not on it any more')
  assert.equal((await mateo.request(`/api/contacts/${left}`)).status, 200)
  await puts(people.sam, mateo)
  assert.equal(await ownerOf(left), 'sam', 'given by whoever plans: the same')
  await house.settled()
  heard()
  await puts(null, people.sam)
  await house.settled()
  assert.deepEqual(heard(), ['notice: ines, sam'], 'she hears of the message, Sam of his seat')
  assert.equal(await ownerOf(left), 'ines', 'nobody has the seat: whoever else sits in that shift')
})

const messageFor = (who: Person): Promise<string> => message(change, null, who)

test('what somebody took, or was given by hand, stays theirs whatever becomes of the seat', async () => {
  const { ines, mateo, ruth, dee } = change.people
  const [taken, given] = [await leave(change), await leave(change)]
  assert.deepEqual([await ownerOf(taken), await ownerOf(given)], ['ines', 'ines'])
  const to = (by: Person, contactId: string) =>
    by.request(`/api/messages/${contactId}/owner`, { method: 'PUT', body: { memberId: ines.memberId } })
  assert.deepEqual([(await to(ines, taken)).status, (await to(ruth, given)).status], [200, 200])
  const along = await leave(change)
  await puts(mateo, ines, pair)
  assert.deepEqual([await ownerOf(taken), await ownerOf(given), await ownerOf(along)], ['ines', 'ines', 'mateo'])
  await puts(dee, mateo, pair)
})

test('read by whoever it belongs to, it is theirs: it stays when the seat goes', async () => {
  const { house, people } = change
  const left = await leave(change)
  assert.equal(await ownerOf(left), 'dee')
  const socket = await house.socket(people.dee.cookie)
  const desk = await Console.open(socket, { topic: 'queue', key: '' }, () => house.house.live.socketCount)
  assert.equal(await desk.say('contact.seen', { contactId: left, seq: 1 }), 'ok')
  const unread = await leave(change)
  await puts(people.mateo, people.dee, pair)
  assert.deepEqual([await ownerOf(left), await ownerOf(unread)], ['dee', 'mateo'])
})

test('of two who sit there, it goes to whoever has the seat, not to who has less to do', async () => {
  const { house, people, lineId } = change
  const { dee, sam, mateo } = people
  const two = seatOf('line', 2)
  const put = { lineId, from: wall('2026-11-20T18:00'), until: wall('2026-11-20T20:00'), seats: [two] }
  const sits = [dee, sam].map(({ memberId }, slot) => ({ seat: two, slot, memberId }))
  const before_ = shiftId
  ;({ shiftId } = await putShift(house.house, people.team.teamId, { ...put, sits }))
  const left = await leave(change)
  const first = await ownerOf(left)
  const [was, other] = first === 'dee' ? [dee, sam] : [sam, dee]
  await messageFor(mateo)
  await messageFor(mateo)
  const slot = first === 'dee' ? 0 : 1
  const changes = [{ shiftId, seatId: two.seatId, slot, memberId: mateo.memberId, was: was.memberId }]
  assert.equal((await does(people.amara, 'POST /api/shifts/seatings', { anyway: true, changes })).status, 200)
  assert.equal(await ownerOf(left), 'mateo')
  await does(people.amara, 'POST /api/shifts/seatings', {
    anyway: true,
    changes: [
      { shiftId, seatId: two.seatId, slot, memberId: null, was: mateo.memberId },
      { shiftId, seatId: two.seatId, slot: 1 - slot, memberId: null, was: other.memberId },
    ],
  })
  shiftId = before_
})

test('nobody is left in that night: it is of the shift that comes next, and of whoever looks after messages when none does in time', async () => {
  const { house, people, lineId } = change
  const left = await leave(change)
  assert.equal(await ownerOf(left), 'mateo')
  const put = { lineId, from: wall('2026-11-21T10:00'), until: wall('2026-11-21T12:00'), seats: [line] }
  const sits = [{ seat: line, memberId: people.sam.memberId }]
  const { shiftId: next } = await putShift(house.house, people.team.teamId, { ...put, sits })
  await puts(null, people.mateo, pair)
  assert.equal(await ownerOf(left), 'sam')
  shiftId = next
  await puts(null, people.sam)
  assert.ok(['amara', 'ruth', 'noor'].includes(await ownerOf(left)))
})
