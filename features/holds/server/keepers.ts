import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import type { Member } from '#platform/visitors'
import type { ObjectKind } from '../rules.ts'

export type Place = { teamId: string; objectId: string }

/** What this feature needs to know of an object, and who may know that it is there. */
export type KeptObject = {
  objectId: string
  lineId: string
  ended: boolean
  /** Whose keys open it, as readers without epoch: `member:<id>`, `circle:coordinators`, `circle:stewards`. */
  readers: string[]
  mayRead: (member: Member) => boolean
  /** Who may say that the person wishes it gone now. */
  mayErase: (member: Member) => boolean
  /** A few plain words for a list, never content: channel, language, a code name. */
  label: Record<string, string>
}

/** A kind of object that is kept for a time. The feature it belongs to says so once: `keeps({…})` in its `index.ts`. */
export type Keeper = {
  kind: ObjectKind
  /** The object's name in the key store. */
  keyName: (objectId: string) => string
  /** Those that exist, in any order. */
  look: (sql: Sql, teamId: string, objectIds: string[]) => Promise<KeptObject[]>
  /** The person wishes it gone: ends it where it goes on, forgets who could come back, in your transaction. */
  end: (sql: Sql, afterCommit: AfterCommit, house: House, place: Place) => Promise<void>
}

const keepers = new Map<ObjectKind, Keeper>()

export const keeps = (keeper: Keeper): void => void keepers.set(keeper.kind, keeper)

export const keeperOf = (kind: ObjectKind): Keeper | null => keepers.get(kind) ?? null

export async function lookAt(sql: Sql, kind: ObjectKind, place: Place): Promise<KeptObject | null> {
  const [object] = (await keeperOf(kind)?.look(sql, place.teamId, [place.objectId])) ?? []
  return object ?? null
}
