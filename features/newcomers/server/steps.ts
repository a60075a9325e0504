import type { House } from '#platform/house'
import { membersOf } from '#features/members'
import { mostNotes, type CardEvent } from '../rules.ts'
import type { StepAsked } from '../wire.ts'
import { happens, keyName, standingOf, tell, type Tx } from './cards.ts'
import type { Refused } from './routes.ts'
import { cardOfMember, lockCard, type Place } from './store.ts'
import { insertNote, notesOf } from './store-papers.ts'

/** One step of a card by hand. Said twice, it is once: the second finds the card elsewhere and is told so. */
export function step(
  house: House,
  place: Place,
  { asked, by }: { asked: StepAsked; by: string },
): Promise<Refused | null> {
  return inTransaction(house, async (tx) => {
    const row = await lockCard(tx.sql, place)
    if (!row) return 'gone'
    if (row.state !== asked.from) return 'not-now'
    const event = await eventOf(tx, place, asked)
    if (typeof event === 'string') return event
    if (asked.kind === 'declined' && asked.reason) {
      const problem = await keepNote(tx, place, { ...asked.reason, by })
      if (problem) return problem
    }
    return (await happens(tx, place, event)) ? null : 'not-now'
  })
}

async function eventOf({ sql }: Tx, { teamId }: Place, asked: StepAsked): Promise<CardEvent | Refused> {
  if (asked.kind !== 'joined') return { kind: asked.kind }
  const { memberId } = asked
  const isThere = (await membersOf(sql, teamId)).some((one) => one.memberId === memberId && one.state === 'active')
  if (!isThere) return 'no-member'
  if (await cardOfMember(sql, teamId, memberId)) return 'linked'
  return { kind: 'joined', memberId, standing: await standingOf(sql, teamId, memberId) }
}

/** Sealed to the coordinators' circle by whoever wrote it; under the card's erasure key from here on. */
export async function keepNote(
  tx: Tx,
  place: Place,
  note: { noteId: string; by: string; sealed: string },
): Promise<Refused | null> {
  const { sql, house } = tx
  const key = keyName(place.newcomerId)
  if (!(await lockCard(sql, place)) || !house.keyStore.has(key)) return 'gone'
  if ((await notesOf(sql, place)).length >= mostNotes) return 'too-many'
  const sealed = house.keyStore.seal(key, Buffer.from(note.sealed, 'base64url'))
  await insertNote(sql, place, { ...note, at: house.clock.now(), sealed })
  tell(tx, place.teamId)
  return null
}

export const inTransaction = <Result>(house: House, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  house.db.transact((sql, afterCommit) => work({ sql, afterCommit, house }))
