import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Desk } from '#features/keys/browser'
import { wall } from '../../tests/rostered.ts'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People, type Person } from '../../tests/people.ts'
import { clockIn, deskOf, floor, openLine, until } from './acting.ts'
import { Room } from './browser/room.ts'
import { keyOf } from './server/rooms.ts'

/* What the shift of an earlier night left, as the consoles of the next one read it. Against a whole house, the clock in hand. */

let house: TestHouse
let people: People
let lineId: string
before(async () => {
  house = await openTestHouse({ features: floor })
  people = await foundTeam(house)
  lineId = await openLine(house, people)
})
after(() => house?.close())

type Console = { desk: Desk & { live: { close: () => void } }; room: Room }

function consoleOf(person: Person): Console {
  const desk = deskOf(house, people, person)
  return { desk, room: new Room(desk) }
}
async function onDuty(person: Person): Promise<Console> {
  const one = consoleOf(person)
  await clockIn(one.desk, lineId)
  await until(() => one.room.view, 'being let in')
  return one
}
const left = ({ room }: Console): string[] => room.before.track.log.rows.map(({ body }) => body?.text ?? '?')
async function writes({ room }: Console, text: string): Promise<void> {
  room.write(text)
  await until(() => room.track.log.rows.some(({ body }) => body?.text === text), `“${text}” being kept`)
}
async function goTo(there: string): Promise<void> {
  await house.clock.leap(wall(there).getTime() - house.clock.now().getTime())
  await house.settled()
}
const off = async ({ desk, room }: Console): Promise<void> => {
  await desk.live.say('duty.out', {})
  await until(() => room.off, 'going home')
}

test('Friday’s shift writes; at noon, the room open, it is what was left; Saturday’s shift, and nobody else, reads it', async () => {
  await goTo('2026-11-20T21:00')
  const dee = await onDuty(people.dee)
  assert.equal(dee.room.view!.before, null, 'the first night of all')
  await writes(dee, 'the door at the river is open')
  const friday = dee.room.view!.roomId
  await goTo('2026-11-21T12:00')
  await until(() => dee.room.view?.night === '2026-11-21', 'the night rolling over')
  await until(() => left(dee).length === 1, 'the room of before read again')
  assert.deepEqual(dee.room.before.room, { roomId: friday, night: '2026-11-20', keptUntil: wall('2026-11-28T12:00').toISOString() }) // prettier-ignore
  assert.deepEqual([dee.room.before.isOpen, dee.room.unread], [false, 0], 'she wrote it herself: it is folded')
  await off(dee)
  assert.deepEqual([dee.room.before.room, left(dee), dee.room.before.gone], [null, [], null])
  await goTo('2026-11-21T20:00')
  const [mateo, sam] = [await onDuty(people.mateo), consoleOf(people.sam)]
  await until(() => sam.room.off, 'Sam being told that he is not on duty')
  await until(() => left(mateo)[0] === 'the door at the river is open', 'Mateo reading what Dee left')
  assert.deepEqual([mateo.room.before.isOpen, mateo.room.unread], [true, 1])
  mateo.room.before.looked()
  assert.equal(mateo.room.unread, 0)
  assert.equal((await people.sam.request(`/api/rooms/${friday}/wraps`)).status, 404)
  await off(mateo)
})

test('a night on which nothing was written is passed over; nothing is added to one that is over', async () => {
  // Saturday's room was looked into by Mateo, who wrote nothing.
  await goTo('2026-11-22T20:00')
  const ines = await onDuty(people.ines)
  await until(() => left(ines).length === 1, 'Friday’s, two nights before')
  assert.equal(ines.room.view!.before!.night, '2026-11-20')
  await writes(ines, 'milk is out')
  const { roomId } = ines.room.view!.before!
  const seen = await house.house.streams.read({ teamId: people.team.teamId, streamId: await streamOf(roomId) })
  const again = { roomId, id: crypto.randomUUID(), record: seen[0]!.body }
  await assert.rejects(ines.desk.live.say('room.write', again), { code: 'night-over' })
  await off(ines)
})

test('locked, nothing of it stays in the page; unlocked, it is read again', async () => {
  await goTo('2026-11-23T20:00')
  const desk = deskOf(house, people, people.ruth)
  let tell: (state: 'open' | 'locked') => void = () => {}
  let state = 'locked'
  const keyring = new Proxy(desk.keyring, {
    get: (ring, name) =>
      name === 'state' ? state : name === 'subscribe' ? (read: typeof tell) => ((tell = read), read('locked')) : Reflect.get(ring, name), // prettier-ignore
  })
  const room = new Room({ ...desk, keyring })
  await until(() => room.view?.before, 'its name')
  assert.deepEqual([room.before.isRead, room.before.unread], [false, 0])
  const turn = (now: 'open' | 'locked'): void => tell((state = now) as typeof now)
  turn('open')
  await until(() => room.before.isRead, 'reading it')
  turn('locked')
  assert.equal(room.before.isRead, false)
  turn('open')
  await until(() => room.before.isRead, 'reading it again')
})

test('Dee leaves the team: what she left is read as before; a network that was away delays it and no more', async () => {
  const ruth = consoleOf(people.ruth)
  await until(() => left(ruth)[0] === 'milk is out', 'Inés’s')
  let answers = false
  const desk = deskOf(house, people, people.amara)
  const get = (path: string): Promise<unknown> =>
    answers || !path.includes('/wraps') ? desk.api.get(path) : Promise.reject(Object.assign(new Error(), { code: 'offline' })) // prettier-ignore
  const room = new Room({ ...desk, api: { ...desk.api, get: get as Desk['api']['get'] } })
  await until(() => room.view?.before, 'its name')
  await house.settled()
  assert.equal(room.before.isRead, false)
  const { renewRooms } = await import('./server/rooms.ts')
  const { teamId } = people.team
  await house.house.db.transact((sql, afterCommit) => renewRooms(sql, afterCommit, house.house, teamId))
  answers = true
  await until(() => room.before.track.log.rows[0]?.body?.text === 'milk is out', 'reading it after all')
})

test('after seven days it is erased while a console shows it: that says so, and the next one is offered nothing', async () => {
  await goTo('2026-11-24T20:00')
  const ruth = consoleOf(people.ruth)
  await until(() => left(ruth)[0] === 'milk is out', 'what Sunday’s shift left')
  const before_ = ruth.room.before.room!
  assert.equal(before_.keptUntil, wall('2026-11-30T12:00').toISOString())
  await goTo('2026-11-30T11:59')
  assert.equal(ruth.room.before.room?.roomId, before_.roomId)
  await goTo('2026-11-30T12:00')
  await until(() => ruth.room.before.gone, 'being told')
  assert.deepEqual([ruth.room.before.gone, ruth.room.before.room, left(ruth)], [before_, null, []])
  assert.equal(house.house.keyStore.has(keyOf(before_.roomId)), false)
  const amara = consoleOf(people.amara)
  await until(() => amara.room.view, 'tonight’s')
  assert.deepEqual([amara.room.view!.before, amara.room.before.gone], [null, null])
})

async function streamOf(roomId: string): Promise<string> {
  const rows = await house.house.db.sql<
    { streamId: string }[]
  >`select stream_id as "streamId" from shift_rooms where team_id = ${people.team.teamId} and room_id = ${roomId}`
  return rows[0]!.streamId
}
