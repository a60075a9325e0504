import { memberOfSlot } from '#platform/envelope/records'
import { notSafe, type CaseBody, type SafeCard } from '../bodies.ts'
import { oneOpening } from '../rules.ts'
import type { CaseFile } from './case-file.ts'

type Of<K extends CaseBody['k']> = Extract<CaseBody, { k: K }>
/** One thing said in a case. `kept`: the server has it; else it is still on its way from this console. */
export type Entry<K extends CaseBody['k'] = CaseBody['k']> = {
  id: string
  by: string | null
  kept: boolean
  body: Of<K>
}

/** Everything in the case in the server's order, then what is still on its way from this console. */
export function entriesOf(file: CaseFile, me: string): Entry[] {
  const rows = file.track.log.rows.flatMap(({ id, slot, body }) =>
    body ? [{ id, by: memberOfSlot(slot), kept: true, body }] : [],
  )
  const waiting = file.track.outbox.pending.filter(({ id }) => !rows.some((row) => row.id === id))
  return [...rows, ...waiting.map(({ id, body }) => ({ id, by: me, kept: false, body: JSON.parse(body) as CaseBody }))]
}

export const unreadable = (file: CaseFile): number => file.track.log.rows.filter(({ body }) => body === null).length

const only = <K extends CaseBody['k']>(entries: readonly Entry[], ...kinds: K[]): Entry<K>[] =>
  entries.filter((entry) => (kinds as string[]).includes(entry.body.k)) as unknown as Entry<K>[]

/** The newest card; the one that allows nothing while there is none. */
export function cardOf(entries: readonly Entry[]): { card: SafeCard; entry: Entry<'card'> | null } {
  const entry = only(entries, 'card').at(-1) ?? null
  return { card: entry?.body.card ?? notSafe, entry }
}

/** Notes, with the note of each hand-over among them, oldest first. */
export const notesOf = (entries: readonly Entry[]): Entry<'note' | 'handover'>[] => only(entries, 'note', 'handover')

/** The note of the hand-over that is offered now. */
export const offerNote = (entries: readonly Entry[], to: string): Entry<'handover'> | null =>
  only(entries, 'handover').findLast(({ body }) => body.to === to) ?? null

/** What was agreed when each conversation was put into this case. */
export const linksOf = (entries: readonly Entry[]): Map<string, Entry<'link'>> =>
  new Map(only(entries, 'link').map((entry) => [entry.body.contactId, entry]))

export const deedsOf = (entries: readonly Entry[]): Entry<'did'>[] => only(entries, 'did')

/** Who opened it and when, the newest first. Several entries of one member within an hour are one opening. */
export function openingsIn(entries: readonly Entry[]): { by: string | null; at: number }[] {
  const openings: { by: string | null; at: number }[] = []
  const last = new Map<string | null, number>()
  for (const { by, kept, body } of only(entries, 'opened')) {
    if (!kept) continue
    const before = last.get(by)
    last.set(by, body.at)
    if (before === undefined || body.at - before >= oneOpening) openings.unshift({ by, at: body.at })
  }
  return openings
}

/** What a later feature keeps in the case, as it wrote it; the newest last. */
export const partsOf = (entries: readonly Entry[], part: string): Entry<'part'>[] =>
  only(entries, 'part').filter(({ body }) => body.part === part)
