import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import type { NewcomersView, PaperView } from '../wire.ts'
import { daysFor, keyName } from './cards.ts'
import { cardsOf, type Place } from './store.ts'
import { notesOf, pausedSince, sealedOf } from './store-papers.ts'

export async function newcomersView(sql: Sql, teamId: string): Promise<NewcomersView> {
  const cards = (await cardsOf(sql, teamId)).map(({ dueAt, goesAt, told: _told, ...card }) => ({
    ...card,
    dueAt: dueAt?.toISOString() ?? null,
    goesAt: goesAt?.toISOString() ?? null,
  }))
  const since = await pausedSince(sql, teamId)
  return { days: await daysFor(sql, teamId), pausedSince: since?.toISOString() ?? null, cards }
}

/** What is sealed of a card, out of its erasure key; null when it is gone, or just going. */
export async function paperOf({ db: { sql }, keyStore }: House, place: Place): Promise<PaperView | null> {
  const key = keyName(place.newcomerId)
  const sealed = await sealedOf(sql, place)
  if (!sealed || !keyStore.has(key)) return null
  const open = (bytes: Uint8Array): string => Buffer.from(keyStore.open(key, bytes)).toString('base64url')
  const notes = (await notesOf(sql, place)).map((note) => ({
    ...note,
    at: note.at.toISOString(),
    sealed: open(note.sealed),
  }))
  return { sealed: open(sealed), notes }
}
