import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { randomId } from '#platform/ids'
import { hearAlarms } from '../promises/acting.ts'
import {
  call,
  follow,
  goTo,
  listed,
  message,
  messageOwner,
  night,
  onDuty,
  openChange,
  ownerOf,
  raisedTo,
  say,
  seenBy,
  type Change,
} from '../../tests/change-of-shifts.ts'
import { sit } from '../../tests/rostered.ts'

/* What is open when a shift ends: offered to the next, taken, kept, raised. Against a whole house, the clock in hand. */

let change: Change
before(async () => {
  change = await openChange()
})
after(() => change?.house.close())

test('twenty minutes before 02:00 what Dee holds is listed for her and offered to Mateo, who takes all; it is his at once', async () => {
  const { people } = change
  await night(
    change,
    ['dee', '20T20:00', '21T02:00'],
    ['mateo', '21T02:00', '21T08:00'],
    ['ines', '21T20:00', '22T02:00'],
  )
  await goTo(change, '20T21:00')
  const soon = await follow(change, '21T06:00')
  const evening = await follow(change, '22T01:00')
  const later_ = await follow(change, '25T12:00')
  const left = await message(change)
  await goTo(change, '21T01:39')
  assert.deepEqual(await listed(change, 'dee'), [])
  await goTo(change, '21T01:40')
  const three = (side: string): string[] =>
    ['follow-up', 'message', 'follow-up'].map((kind) => `${side} ${kind} offered`)
  assert.deepEqual([await listed(change, 'dee'), await listed(change, 'mateo')], [three('leaving'), three('offered')])
  assert.deepEqual([await listed(change, 'ines'), await listed(change, 'ruth')], [[], []], 'nobody else is asked')
  assert.equal(await ownerOf(change, soon), people.dee.memberId, 'still Dee’s')
  await goTo(change, '21T02:00')
  const items = await seenBy(people.mateo)
  assert.equal(items.length, 3, 'nothing is listed twice')
  assert.equal(await say(people.sam, 'accept', items), 'not-there')
  assert.equal(await say(people.mateo, 'accept', items), 'done')
  const mateo = people.mateo.memberId
  assert.deepEqual(
    [await ownerOf(change, soon), await ownerOf(change, evening), await messageOwner(change, left)],
    [mateo, mateo, mateo],
  )
  assert.equal(await ownerOf(change, later_), people.dee.memberId, 'due later: it stays hers')
  assert.equal(await say(people.mateo, 'accept', items), 'over')
})

test('what Mateo took he gives back within ten minutes: it is Dee’s again, and raised when nobody takes it after all', async () => {
  const { people } = change
  raisedTo(change)
  await goTo(change, '21T02:05')
  const items = await seenBy(people.mateo)
  assert.deepEqual(
    await listed(change, 'dee'),
    ['follow-up', 'message', 'follow-up'].map((kind) => `leaving ${kind} accepted`),
  )
  const left = items.find(({ what }) => what === 'message')!.objectId
  const taken = items.find(({ objectId }) => objectId === left)!
  assert.equal(await say(people.mateo, 'undo', [taken]), 'done')
  assert.equal(await messageOwner(change, left), people.dee.memberId, 'given back')
  await goTo(change, '21T02:11')
  assert.ok(
    (await seenBy(people.mateo)).every(({ state }) => state !== 'accepted'),
    'shown for ten minutes',
  )
  assert.equal(await say(people.mateo, 'undo', [items[0]!]), 'late')
  await goTo(change, '21T02:20')
  assert.equal(raisedTo(change), 1, 'nobody answered for what was given back')
  await people.dee.request(`/api/messages/${left}/done`, { method: 'POST' })
  await goTo(change, '21T03:00')
  assert.equal(raisedTo(change), 0, 'dealt with')
})

test('nobody comes: it stays Dee’s, is raised to whoever plans, again and again', async () => {
  const { people } = change
  await goTo(change, '23T12:00')
  await night(change, ['dee', '23T20:00', '24T02:00'], ['mateo', '24T02:00', '24T08:00'])
  await goTo(change, '23T21:00')
  const promiseId = await follow(change, '24T07:00')
  await goTo(change, '24T02:00')
  assert.deepEqual(await listed(change, 'mateo'), ['offered follow-up offered'])
  raisedTo(change)
  await goTo(change, '24T02:14')
  assert.equal(raisedTo(change), 0)
  await goTo(change, '24T02:15')
  assert.equal(raisedTo(change), 1)
  assert.deepEqual(await listed(change, 'amara'), ['planning follow-up raised'])
  await goTo(change, '24T02:45')
  assert.equal(raisedTo(change), 1)
  assert.equal(await ownerOf(change, promiseId), people.dee.memberId)
  assert.equal(await say(people.mateo, 'accept', await seenBy(people.mateo)), 'done', 'late, and still good')
  assert.deepEqual([await listed(change, 'amara'), await ownerOf(change, promiseId)], [[], people.mateo.memberId])
})

test('Dee says that it stays with her: nobody takes it, nobody is alarmed until the next shift is over, then whoever plans is', async () => {
  const { people } = change
  await goTo(change, '24T12:00')
  await night(change, ['dee', '24T20:00', '25T02:00'], ['mateo', '25T02:00', '25T08:00'])
  await goTo(change, '24T21:00')
  const left = await message(change)
  await goTo(change, '25T01:45')
  const offered = (await seenBy(people.mateo)).filter(({ what }) => what === 'message')
  const hers = (await seenBy(people.dee)).filter(({ what }) => what === 'message')
  assert.equal(await say(people.mateo, 'keep', hers), 'not-there')
  assert.equal(await say(people.dee, 'keep', hers), 'done')
  assert.equal(await say(people.mateo, 'accept', offered), 'over')
  raisedTo(change)
  await goTo(change, '25T07:59')
  assert.equal(raisedTo(change), 0)
  assert.equal(await messageOwner(change, left), people.dee.memberId)
  await goTo(change, '25T08:00')
  assert.equal(raisedTo(change), 1)
  await people.dee.request(`/api/messages/${left}/done`, { method: 'POST' })
})

test('a conversation that Dee holds is listed; offered, it rings, and whoever answers has it: nothing is raised', async () => {
  const { people } = change
  await goTo(change, '25T09:00')
  await night(change, ['dee', '25T10:00', '25T11:00'], ['mateo', '25T11:00', '25T11:55'])
  await goTo(change, '25T10:05')
  const dee = await onDuty(change, people.dee)
  const contactId = await call(change)
  assert.equal(await dee.say('queue.claim', { contactId, locked: false }), 'ok')
  await goTo(change, '25T10:45')
  assert.deepEqual(
    [await listed(change, 'dee'), await listed(change, 'mateo')],
    [['leaving talk offered'], ['offered talk offered']],
  )
  assert.equal(await say(people.mateo, 'accept', await seenBy(people.mateo)), 'rings')
  const mateo = await onDuty(change, people.mateo)
  await goTo(change, '25T11:00')
  assert.equal(await dee.say('queue.offer', { contactId }), 'ok')
  assert.deepEqual(
    (await seenBy(people.mateo)).map(({ rings }) => rings),
    [true],
  )
  assert.equal(await mateo.say('queue.claim', { contactId, locked: false }), 'ok')
  assert.deepEqual([await listed(change, 'dee'), await listed(change, 'mateo')], [[], []])
  raisedTo(change)
  await goTo(change, '25T11:20')
  assert.equal(raisedTo(change), 0)
  await dee.leave()
  await mateo.leave()
})

test('Dee sits in the next shift too, or is put there: nothing is listed; whoever leaves the team leaves nothing to answer', async () => {
  const { house, people } = change
  const { teamId } = people.team
  await goTo(change, '25T12:00')
  const [, next] = await night(change, ['dee', '25T20:00', '26T02:00'], ['mateo', '26T02:00', '26T08:00'])
  await goTo(change, '25T21:00')
  const promiseId = await follow(change, '26T07:00')
  await goTo(change, '26T01:45')
  assert.deepEqual(await listed(change, 'mateo'), ['offered follow-up offered'])
  const seat = (
    await house.house.db.sql<
      { seats: [{ seatId: string }] }[]
    >`select seats from shifts where shift_id = ${next!.shiftId}`
  )[0]!.seats[0]
  await sit(house.house, { teamId, shiftId: next!.shiftId }, { seat: seat as never, memberId: people.dee.memberId })
  await goTo(change, '26T02:00')
  assert.deepEqual([await listed(change, 'mateo'), await listed(change, 'dee')], [[], []])
  raisedTo(change)
  await goTo(change, '26T02:30')
  assert.equal(raisedTo(change), 0)
  assert.equal(await ownerOf(change, promiseId), people.dee.memberId)
  await people.dee.request(`/api/promises/${promiseId}/kept`, { method: 'POST' })
})

test('after the last shift of the weekend nobody is alarmed; whoever plans sees it, and Friday’s shift is offered it', async () => {
  const { people } = change
  await goTo(change, '26T12:00')
  await night(change, ['dee', '26T20:00', '27T02:00'])
  await goTo(change, '26T21:00')
  await follow(change, '27T12:00')
  const practised = await message(change, randomId())
  await goTo(change, '27T02:00')
  assert.deepEqual(await listed(change, 'dee'), ['leaving follow-up offered'])
  assert.equal(
    (await seenBy(people.amara)).find(({ objectId }) => objectId === practised),
    undefined,
    'practice is never counted',
  )
  assert.deepEqual(await listed(change, 'amara'), ['planning follow-up offered'])
  raisedTo(change)
  await goTo(change, '27T03:00')
  assert.equal(raisedTo(change), 0)
  await night(change, ['mateo', '27T06:00', '27T09:00'])
  await goTo(change, '27T04:00')
  assert.deepEqual(await listed(change, 'mateo'), ['offered follow-up offered'])
})

test('nobody answered, and the next shift of the same person ends as well: it is said once', async () => {
  const { people } = change
  await night(change, ['dee', '27T19:00', '27T20:00'], ['mateo', '27T20:00', '27T23:00'], ['dee', '27T23:00', '28T00:00'], ['mateo', '28T00:00', '28T01:00']) // prettier-ignore
  const left = await message(change)
  for (const there of ['19:45', '20:00', '20:15']) await goTo(change, `27T${there}`)
  assert.deepEqual(await listed(change, 'dee'), ['leaving message raised'])
  await goTo(change, '28T00:00')
  assert.deepEqual(
    [await listed(change, 'dee'), await listed(change, 'mateo')],
    [['leaving message offered'], ['offered message offered']],
  )
  await people.dee.request(`/api/messages/${left}/done`, { method: 'POST' })
})

test('the house is restarted between listing and answering: nothing is forgotten', async () => {
  const { house, people } = change
  await goTo(change, '30T12:00')
  await night(change, ['ines', '30T20:00', '30T23:00'], ['mateo', '30T23:00', '30T23:59'])
  const left = await message(change, null, people.ines)
  await goTo(change, '30T22:45')
  assert.equal((await seenBy(people.mateo)).length, 1)
  const again = await house.restarted()
  change = { ...change, house: again, alarms: hearAlarms(again) }
  await goTo(change, '30T23:14')
  assert.equal(raisedTo(change), 0)
  await goTo(change, '30T23:15')
  assert.equal(raisedTo(change), 1)
  assert.equal(await messageOwner(change, left), people.ines.memberId)
})
