import { makeEightWords, readEightWords, readTyped } from '#platform/envelope/eight-words'
import { EnvelopeError } from '#platform/envelope/errors'
import type { House } from '#platform/house'
import { KeyStoreError } from '#platform/key-store'
import { tokenHash } from '#platform/token-hash'
import type { Language } from '#platform/words'
import { areCurrent, currentRosters } from '#features/keys'
import { theTeam } from '#features/members'
import { dueIn, mostOpen } from '../rules.ts'
import type { HelpDoor } from '../wire.ts'
import { arm, daysFor, destroy, keyName, leastLaden, letGo, notice, tell, type Tx } from './cards.ts'
import { pausedSince } from './store-papers.ts'
import { cardByCode, countOpen, insertCard, lockCard, setCode } from './store.ts'

/** Whom to seal to; null before there is a team. */
export async function doorOf(house: House): Promise<HelpDoor | null> {
  const team = await theTeam(house.db.sql)
  if (!team) return null
  const { epoch, recipient } = (await currentRosters(house.db.sql, team.teamId)).coordinators
  return { teamId: team.teamId, epoch, recipient }
}

/** Since when this team takes nobody new; null: it does. */
export const pauseOf = (house: House, { teamId }: HelpDoor): Promise<Date | null> => pausedSince(house.db.sql, teamId)

/** `outdated`: the team changed while it was sealed. `gone`: it was erased, or somebody looks at it already. `paused`: nobody new is taken. */
export type ArriveRefusal = 'outdated' | 'full' | 'gone' | 'paused'
type Arriving = {
  teamId: string
  newcomerId: string
  language: Language
  sealed: string
  /** Of the circle it was sealed to, from outside; a console knows the newest. */
  epoch?: number
  /** By hand: whoever made the card looks after it. It is kept also while the form takes nobody. */
  byId?: string
}

/** Keeps an application that is sealed, with an owner and a time. The words that erase it, or why it was not kept. */
export async function arrive(house: House, arriving: Arriving): Promise<{ words: string[] } | ArriveRefusal> {
  const { words, token } = await makeEightWords(arriving.language)
  const codeHash = tokenHash(token)
  const keeping = house.db.transact((sql, afterCommit) => keep({ sql, afterCommit, house }, { ...arriving, codeHash }))
  const refused = await keeping.catch((error: unknown) => {
    if (error instanceof KeyStoreError && error.code === 'erased') return 'gone' as const
    throw error
  })
  return refused ?? { words }
}

async function keep(tx: Tx, arriving: Arriving & { codeHash: Uint8Array }): Promise<ArriveRefusal | null> {
  const { sql, house } = tx
  const { teamId, newcomerId, language, codeHash, epoch, byId } = arriving
  if (epoch !== undefined && !(await areCurrent(sql, teamId, [`circle:coordinators:${epoch}`]))) return 'outdated'
  if (await lockCard(sql, { teamId, newcomerId })) return (await setCode(sql, arriving, codeHash)) ? null : 'gone'
  if (!byId && (await pausedSince(sql, teamId))) return 'paused'
  if ((await countOpen(sql, teamId)) >= mostOpen) return 'full'
  house.keyStore.newKey(keyName(newcomerId))
  const sealed = house.keyStore.seal(keyName(newcomerId), Buffer.from(arriving.sealed, 'base64url'))
  const ownerId = byId ?? (await leastLaden(sql, teamId))
  const dueAt = dueIn('new', await daysFor(sql, teamId), house.clock.now())
  const isNew = await insertCard(sql, teamId, { newcomerId, language, ownerId, dueAt, codeHash, sealed })
  // The same was sent by another press at the same time.
  if (!isNew) return (await setCode(sql, arriving, codeHash)) ? null : 'gone'
  await arm(tx, teamId, (await lockCard(sql, { teamId, newcomerId }))!)
  if (ownerId && !byId) notice(tx, teamId, [ownerId])
  tell(tx, teamId)
  return null
}

/** `nearest`: all eight as they may have been meant, each word that is not ours replaced by the nearest that is. */
export type EraseProblem = { problem: 'wrong' | 'count' | 'check'; nearest: string[] }

/** Somebody erases what they wrote, with their words. null: it is gone. */
export async function eraseByWords(house: House, typed: string, language: Language): Promise<EraseProblem | null> {
  const read = await readTyped(typed, language)
  try {
    const { token } = await readEightWords(typed, read.language)
    return (await eraseByToken(house, token)) ? null : { problem: 'wrong', nearest: [] }
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error
    const nearest = read.words.map(({ typed: word, nearest: other }) => other ?? word)
    return error.code === 'words.count' ? { problem: 'count', nearest: [] } : { problem: 'check', nearest }
  }
}

async function eraseByToken(house: House, token: string): Promise<boolean> {
  const team = await theTeam(house.db.sql)
  const newcomerId = team && (await cardByCode(house.db.sql, team.teamId, tokenHash(token)))
  if (!team || !newcomerId) return false
  await withdraw(house, { teamId: team.teamId, newcomerId })
  return true
}

/** Destroyed at once. Decided first, so that nothing that happens in between keeps it. */
export async function withdraw(house: House, place: { teamId: string; newcomerId: string }): Promise<void> {
  await house.db.transact((sql, afterCommit) => letGo({ sql, afterCommit, house }, place))
  await house.db.transact((sql, afterCommit) => destroy({ sql, afterCommit, house }, place))
}
