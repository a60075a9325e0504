import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { areCurrent } from '#features/keys'
import type { Reader, Track } from '../rules.ts'
import type { Wrap } from '../wire.ts'
import { tokenHash } from '#platform/token-hash'
import { allWritable, demandNewEpochs, knowsCaller, type Contact } from './store.ts'
import { boxBy, dropReader, highestEpochs, insertEpoch, insertWrap, putBox, wrapsOf } from './store-keys.ts'
import { contactsOf, deletePerson } from './store-people.ts'

type Place = { teamId: string; contactId: string }

/**
 * Keeps wraps of a contact's content keys, each sealed by the contact's erasure key. A new epoch is made by the first
 * who brings it: 'taken' tells the second to fetch that one (none of theirs is kept). 'gap' when the epoch is not the next
 * demanded one. 'outdated' when a new epoch would be for readers of before a change in the team. Throws when a wrap names
 * another object.
 */
export async function addWraps(
  sql: Sql,
  house: House,
  adding: Place & { wraps: Wrap[]; makes?: { kind: Track; epoch: number } },
): Promise<'kept' | 'taken' | 'gap' | 'outdated'> {
  const { teamId, contactId, wraps, makes } = adding
  if (wraps.some((wrap) => wrap.object !== contactId)) throw new Error('a wrap of another object')
  const made = await highestEpochs(sql, adding)
  for (const { kind, epoch } of makes ? [makes] : epochsIn(wraps)) {
    if (epoch > made[kind] + 1) return 'gap'
    const readers = wraps.filter((wrap) => wrap.kind === kind && wrap.epoch === epoch).map(({ reader }) => reader)
    if (epoch > made[kind] && !(await areCurrent(sql, teamId, readers))) return 'outdated'
    const isFirst = await insertEpoch(sql, { teamId, contactId, kind, epoch })
    if (makes && !isFirst) return 'taken'
  }
  for (const wrap of wraps) {
    const sealed = house.keyStore.seal(contactId, Buffer.from(wrap.sealed, 'base64url'))
    await insertWrap(sql, adding, { ...wrap, sealed })
  }
  return 'kept'
}

const epochsIn = (wraps: Wrap[]): { kind: Track; epoch: number }[] => [
  ...new Map(wraps.map(({ kind, epoch }) => [`${kind} ${epoch}`, { kind, epoch }])).values(),
]

/** The wraps this reader may have: their own, and those of circles and intake only for those who may read the contact. */
export async function wrapsFor(sql: Sql, house: House, contact: Contact, reader: Reader): Promise<Wrap[]> {
  const stored = (await wrapsOf(sql, contact)).filter((wrap) => mayHave(reader, wrap))
  const wraps: Wrap[] = []
  for (const { kind, epoch, reader: name, sealed } of stored) {
    const opened = house.keyStore.open(contact.contactId, sealed)
    wraps.push({
      object: contact.contactId,
      kind,
      epoch,
      reader: name,
      sealed: Buffer.from(opened).toString('base64url'),
    })
  }
  return wraps
}

function mayHave(reader: Reader, wrap: { kind: Track; reader: string }): boolean {
  const [whose, id] = wrap.reader.split(':')
  if (reader.kind === 'caller') return whose === 'caller' && wrap.kind === 'talk'
  if (whose === 'member') return id === reader.memberId
  if (whose === 'circle') return id === 'responders' || reader.permissions.has('messages.work')
  return whose === 'intake'
}

/** False when the caller has asked for erasure meanwhile: nothing is left to come back to. */
export async function keepBox(
  sql: Sql,
  house: House,
  place: Place,
  box: { token: string; sealed: string },
): Promise<boolean> {
  if (!(await knowsCaller(sql, place))) return false
  const sealed = house.keyStore.seal(place.contactId, Buffer.from(box.sealed, 'base64url'))
  await putBox(sql, place, { tokenHash: tokenHash(box.token), sealed })
  return true
}

/** What the eight words open, or null: wrong words, or erased. */
export async function openBox(sql: Sql, house: House, teamId: string, token: string): Promise<string | null> {
  const box = await boxBy(sql, teamId, tokenHash(token))
  if (!box) return null
  return Buffer.from(house.keyStore.open(box.contactId, box.sealed)).toString('base64url')
}

/**
 * A member was removed: they are taken off their contacts, their wraps go, and every open contact needs new keys before
 * its next record, because a responder's circle key opened whatever was waiting. The console working it makes them.
 */
export async function shutOut(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  gone: { teamId: string; memberId: string },
): Promise<void> {
  const { teamId, memberId } = gone
  for (const contactId of await contactsOf(sql, teamId, memberId)) {
    await dropReader(sql, { teamId, contactId }, `member:${memberId}`)
    await deletePerson(sql, { teamId, contactId, memberId })
  }
  await demandNewKeys(sql, afterCommit, house, teamId)
}

/** From now on nothing is kept under a key that somebody could open who may no longer. */
export async function demandNewKeys(sql: Sql, afterCommit: AfterCommit, house: House, teamId: string): Promise<void> {
  for (const contactId of await allWritable(sql, teamId)) {
    await demandNewEpochs(sql, { teamId, contactId })
    afterCommit(() => house.live.changed(teamId, 'contact', contactId))
  }
}
