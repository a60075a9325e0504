import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { alarm } from '#features/alarms'
import { membersOf, permissionsOf } from '#features/members'
import { traineesOf } from '#features/training'
import {
  dueIn,
  goesIn,
  isOver,
  nextCard,
  ownerAmong,
  usualDays,
  type CardEvent,
  type Days,
  type Standing,
} from '../rules.ts'
import {
  cardOfMember,
  deleteCard,
  loadsOf,
  lockCard,
  ownedBy,
  ownedByNobody,
  putCard,
  type CardRow,
  type Place,
} from './store.ts'
import { daysOf } from './store-papers.ts'

export type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }

/** When the next step of a card is overdue, and when a card goes. Key: the card. */
export const dueKind = 'newcomer.due'
export const goesKind = 'newcomer.goes'
/** It is destroyed now, whatever else happens to it: no step takes this back. */
export const goneKind = 'newcomer.gone'
/** The erasure key of a card: all that is sealed of it stands under it once more. */
export const keyName = (newcomerId: string): string => `newcomer ${newcomerId}`

export const daysFor = async (sql: Sql, teamId: string): Promise<Days> => (await daysOf(sql, teamId)) ?? usualDays

/** One event: the rules decide; the row and its deadline follow in the same transaction. Null when it cannot happen. */
export async function happens(tx: Tx, place: Place, event: CardEvent): Promise<CardRow | null> {
  const { sql, house } = tx
  const row = await lockCard(sql, place)
  const next = row && nextCard(row, event)
  if (!row || !next) return null
  const now = house.clock.now()
  const dueAt = dueIn(next.state, await daysFor(sql, place.teamId), now)
  const card = { ...row, ...next, dueAt, told: 0, goesAt: goesIn(next.state, now) }
  // Who looked after it may have left meanwhile.
  if (isOver(row.state) && !isOver(next.state) && !(await mayOwn(sql, place.teamId, row.ownerId)))
    card.ownerId = await leastLaden(sql, place.teamId)
  await putCard(sql, place.teamId, card)
  await arm(tx, place.teamId, card)
  tell(tx, place.teamId)
  return card
}

/** The deadlines of a card as it stands. */
export async function arm({ sql, house }: Tx, teamId: string, card: CardRow): Promise<void> {
  const name = { teamId, key: card.newcomerId }
  for (const [kind, dueAt] of [
    [dueKind, card.dueAt],
    [goesKind, card.goesAt],
  ] as const)
    if (dueAt) await house.deadlines.set(sql, { ...name, kind, dueAt })
    else await house.deadlines.clear(sql, { ...name, kind })
}

export async function mayOwn(sql: Sql, teamId: string, memberId: string | null): Promise<boolean> {
  return (await planners(sql, teamId)).some((one) => one.memberId === memberId)
}

export async function leastLaden(sql: Sql, teamId: string): Promise<string | null> {
  const loads = new Map((await loadsOf(sql, teamId)).map(({ ownerId, load }) => [ownerId, load]))
  const laden = (await planners(sql, teamId)).map((one) => ({ ...one, load: loads.get(one.memberId) ?? 0 }))
  return ownerAmong(laden)
}

async function planners(sql: Sql, teamId: string): Promise<{ memberId: string; coordinates: boolean }[]> {
  return (await membersOf(sql, teamId))
    .filter(({ state, roles }) => state === 'active' && permissionsOf(roles).has('crew.plan'))
    .map(({ memberId, roles }) => ({ memberId, coordinates: roles.includes('coordinator') }))
}

/** Handed to somebody who plans, until a time. */
export async function handOver(
  tx: Tx,
  place: Place,
  to: { ownerId: string; dueAt: Date },
): Promise<'gone' | 'over' | 'not-a-planner' | null> {
  const row = await lockCard(tx.sql, place)
  if (!row) return 'gone'
  if (isOver(row.state)) return 'over'
  if (!(await mayOwn(tx.sql, place.teamId, to.ownerId))) return 'not-a-planner'
  const card = { ...row, ...to, told: 0 }
  await putCard(tx.sql, place.teamId, card)
  await arm(tx, place.teamId, card)
  if (to.ownerId !== row.ownerId) notice(tx, place.teamId, [to.ownerId])
  tell(tx, place.teamId)
  return null
}

/** Somebody can look after cards no more: each of theirs is somebody else's in the same moment, and they are told. */
export async function passOn(tx: Tx, { teamId, memberId }: { teamId: string; memberId: string }): Promise<void> {
  if (await mayOwn(tx.sql, teamId, memberId)) return
  await toOthers(tx, teamId, await ownedBy(tx.sql, teamId, memberId))
}

/** Somebody joined who may plan: what nobody could look after is theirs. */
export const takeUp = async (tx: Tx, teamId: string): Promise<void> =>
  toOthers(tx, teamId, await ownedByNobody(tx.sql, teamId))

async function toOthers(tx: Tx, teamId: string, newcomerIds: readonly string[]): Promise<void> {
  for (const newcomerId of newcomerIds) {
    const row = await lockCard(tx.sql, { teamId, newcomerId })
    if (!row) continue
    const ownerId = await leastLaden(tx.sql, teamId)
    await putCard(tx.sql, teamId, { ...row, ownerId })
    if (ownerId && !isOver(row.state)) notice(tx, teamId, [ownerId])
    tell(tx, teamId)
  }
}

export async function standingOf(sql: Sql, teamId: string, memberId: string): Promise<Standing> {
  return (await traineesOf(sql, teamId)).has(memberId) ? 'trainee' : 'experienced'
}

/** Something happened to a member; their card, if there is one, follows. */
export async function memberDoes(
  tx: Tx,
  { teamId, memberId }: { teamId: string; memberId: string },
  event: CardEvent,
): Promise<void> {
  const newcomerId = await cardOfMember(tx.sql, teamId, memberId)
  if (newcomerId) await happens(tx, { teamId, newcomerId }, event)
}

/** It is to be destroyed at once: certain with your transaction, whoever dies after it. `destroy` does it right away. */
export const letGo = ({ sql, house }: Tx, { teamId, newcomerId }: Place): Promise<void> =>
  house.deadlines.set(sql, { teamId, kind: goneKind, key: newcomerId, dueAt: house.clock.now() })

/** The key first: killed in between, the deadline does the rest. */
export async function destroy(tx: Tx, place: Place): Promise<void> {
  const { sql, house } = tx
  house.keyStore.erase(keyName(place.newcomerId))
  await deleteCard(sql, place)
  for (const kind of [dueKind, goesKind, goneKind])
    await house.deadlines.clear(sql, { teamId: place.teamId, kind, key: place.newcomerId })
  tell(tx, place.teamId)
}

/** Everybody who looks is shown it again. */
export const tell = ({ afterCommit, house }: Tx, teamId: string): void =>
  afterCommit(() => house.live.changed(teamId, 'newcomers', ''))

export const notice = ({ afterCommit, house }: Tx, teamId: string, memberIds: readonly string[]): void =>
  afterCommit(() => void alarm(house, { teamId, memberIds, kind: 'notice' }))
