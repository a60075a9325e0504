import { day, later } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import {
  message,
  Refusal,
  route,
  streamTopic,
  viewTopic,
  type DeadlineHandler,
  type House,
  type Message,
  type Route,
  type Topic,
} from '#platform/house'
import { refuse } from '#platform/http'
import { randomId } from '#platform/ids'
import type { Guard, Member } from '#platform/visitors'
import { choose } from '#platform/words'
import { areCurrent } from '#features/keys'
import { teamOf } from '#features/members'
import { crewOf } from '#features/queue'
import { z } from 'zod'
import { endOfNight, nightOf } from '../nights.ts'
import { roomKeptDays } from '../rules.ts'
import { roomWrapsSchema, roomWriteSchema, readRoomPlace, type RoomBefore, type RoomView } from '../wire-rooms.ts'
import { words } from '../words.ts'
import {
  deleteRoom,
  demandNewRoomKeys,
  insertRoomEpoch,
  insertRoomWrap,
  madeEpoch,
  roomFor,
  roomOf,
  roomOfNight,
  roomsBefore,
  roomWraps,
  type Room,
} from './store-rooms.ts'

/** Responders, and the coordinators and stewards who may be called to help them. */
const talkers: Guard<Member> = {
  name: 'a member who may be on duty',
  admit: ({ member }) =>
    member && ['room.talk', 'alarms.receive'].some((may) => member.permissions.has(may)) ? member : null,
}

/** Whoever is on duty now, and those who may be called to help. Everything of the room asks this again. */
async function mayEnter(house: House, { teamId, memberId, permissions }: Member): Promise<boolean> {
  if (permissions.has('alarms.receive')) return true
  const crew = await crewOf(house.db.sql, teamId, house.clock.now())
  return crew.some((person) => person.memberId === memberId)
}

async function nightNow(house: House, teamId: string): Promise<{ night: string; timeZone: string }> {
  const { timeZone } = (await teamOf(house.db.sql, teamId))!
  return { night: nightOf(house.clock.now(), timeZone), timeZone }
}

/** The room's name in the key store. Callers choose their contacts' ids: one that is a room's must not share its key. */
export const keyOf = (roomId: string): string => `room ${roomId}`

/** Tonight's room, made by the first who looks, with the deadline that erases it. */
async function tonight(house: House, teamId: string): Promise<Room> {
  const { night, timeZone } = await nightNow(house, teamId)
  const known = await roomOfNight(house.db.sql, teamId, night)
  if (known) return known
  return house.db.transact(async (sql) => {
    const over = endOfNight(night, timeZone)
    const goesAt = later(over, roomKeptDays * day)
    const wish = { teamId, roomId: randomId(), night, streamId: randomId(), epoch: 1, goesAt }
    const room = await roomFor(sql, wish)
    if (room.roomId !== wish.roomId) return room
    house.keyStore.newKey(keyOf(room.roomId))
    await house.deadlines.set(sql, { teamId, kind: 'room.erase', key: room.roomId, dueAt: goesAt })
    await house.deadlines.set(sql, { teamId, kind: 'room.over', key: room.roomId, dueAt: over })
    return room
  })
}

/**
 * What the shift of an earlier night left: the newest room before tonight's that has its key and in which something was written, so
 * that the first shift of a night, tomorrow or next Friday, reads what was handed over.
 */
async function roomBefore(house: House, tonights: Room): Promise<RoomBefore | null> {
  const { teamId } = tonights
  const { timeZone } = (await teamOf(house.db.sql, teamId))!
  const now = house.clock.now()
  for (const { roomId, night, streamId, goesAt } of await roomsBefore(house.db.sql, teamId, tonights.night)) {
    const keptUntil = goesAt ?? later(endOfNight(night, timeZone), roomKeptDays * day)
    if (keptUntil <= now || !house.keyStore.has(keyOf(roomId))) continue
    const written = await house.streams.read({ teamId, streamId, limit: 1 })
    if (written.length > 0) return { roomId, night, keptUntil: keptUntil.toISOString() }
  }
  return null
}

export const roomTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'room',
    guard: talkers,
    async view(visitor): Promise<RoomView | null> {
      if (!(await mayEnter(house, visitor))) return null
      const { teamId } = visitor
      const room = await tonight(house, teamId)
      const { roomId, night, epoch } = room
      const made = await madeEpoch(house.db.sql, room)
      return { roomId, night, epoch, made, before: await roomBefore(house, room) }
    },
  }),
  streamTopic<Member>({
    name: 'room-talk',
    guard: talkers,
    async stream(visitor, key) {
      const { teamId } = visitor
      const room = await entered(house, visitor, key)
      return room && { teamId, streamId: room.streamId }
    },
  }),
]

const entered = async (house: House, visitor: Member, roomId: string): Promise<Room | null> =>
  (await mayEnter(house, visitor)) ? known(house, visitor.teamId, roomId) : null

const known = async (house: House, teamId: string, roomId: string): Promise<Room | null> =>
  z.uuid().safeParse(roomId).success ? roomOf(house.db.sql, { teamId, roomId }) : null

export const roomMessages = (house: House): Message[] => [
  message({
    name: 'room.write',
    guard: talkers,
    body: roomWriteSchema,
    async handle({ visitor, body }) {
      const place = readRoomPlace(body.record)
      if (!place) throw new Refusal('malformed')
      if (!(await mayEnter(house, visitor))) throw new Refusal('off-duty')
      const room = await known(house, visitor.teamId, body.roomId)
      if (!room) throw new Refusal('not-yours')
      // Said to nobody otherwise: everybody looks into tonight's room. The console says it there, once it is shown that one.
      if (room.night !== (await nightNow(house, visitor.teamId)).night) throw new Refusal('night-over')
      if (!place.s.startsWith(`member:${visitor.memberId}:`)) throw new Refusal('wrong-slot')
      if (place.e < room.epoch) throw new Refusal('old-epoch')
      return house.streams.append({ teamId: room.teamId, streamId: room.streamId, id: body.id, body: body.record })
    },
  }),
]

export const roomRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/rooms/:roomId/wraps',
    guard: talkers,
    async handle({ c, visitor, language }) {
      const room = await entered(house, visitor, c.req.param('roomId')!)
      if (!room) return refuse(c, 404, 'not-yours', choose(language, words).refused.notYours)
      const stored = await roomWraps(house.db.sql, room)
      const wraps = stored.map(({ epoch, reader, sealed }) => {
        const file = Buffer.from(house.keyStore.open(keyOf(room.roomId), sealed)).toString('base64url')
        return { object: room.roomId, kind: 'room', epoch, reader, sealed: file }
      })
      return c.json({ wraps })
    },
  }),
  route({
    method: 'PUT',
    path: '/api/rooms/:roomId/wraps',
    guard: talkers,
    body: roomWrapsSchema,
    largest: 256 * 1024,
    async handle({ c, visitor, body, language }) {
      const room = await entered(house, visitor, c.req.param('roomId')!)
      if (!room) return refuse(c, 404, 'not-yours', choose(language, words).refused.notYours)
      const kept = await house.db.transact((sql) => keepKeys(sql, house, room, body))
      const say = choose(language, words).refused
      if (kept !== 'kept') return refuse(c, 409, kept, say[kept])
      house.live.changed(visitor.teamId, 'room', '')
      return c.json({})
    },
  }),
]

/** Whoever makes an epoch first has made it for everybody; the second fetches it. */
async function keepKeys(
  sql: Sql,
  house: House,
  room: Room,
  { epoch, wraps }: z.infer<typeof roomWrapsSchema>,
): Promise<'kept' | 'taken' | 'outdated'> {
  const readers = wraps.map(({ reader }) => reader)
  if (!(await areCurrent(sql, room.teamId, readers))) return 'outdated'
  if (epoch > (await madeEpoch(sql, room)) + 1 || !(await insertRoomEpoch(sql, room, epoch))) return 'taken'
  for (const { reader, sealed } of wraps) {
    const kept = house.keyStore.seal(keyOf(room.roomId), Buffer.from(sealed, 'base64url'))
    await insertRoomWrap(sql, room, { epoch, reader, sealed: kept })
  }
  return 'kept'
}

/** After a removal the rooms need a new key before the next word. */
export async function renewRooms(sql: Sql, afterCommit: AfterCommit, house: House, teamId: string): Promise<void> {
  await demandNewRoomKeys(sql, teamId)
  afterCommit(() => house.live.changed(teamId, 'room', ''))
}

export const roomDeadlines = (house: House): DeadlineHandler[] => [
  {
    // The next night begins: consoles that look into this room are shown the new one.
    kind: 'room.over',
    async handle(_sql, afterCommit, { teamId }) {
      afterCommit(() => house.live.changed(teamId, 'room', ''))
    },
  },
  {
    kind: 'room.erase',
    async handle(sql, afterCommit, { teamId, key }) {
      house.keyStore.erase(keyOf(key))
      const room = await roomOf(sql, { teamId, roomId: key })
      if (!room) return
      await house.streams.drop(sql, teamId, room.streamId)
      await deleteRoom(sql, room)
      afterCommit(() => house.live.changed(teamId, 'room', ''))
    },
  },
]
