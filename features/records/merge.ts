/** One write to one field, as the stream holds it. `by`: whose console; `base`, `edit`: see `FieldBody` of the chat. */
export type Write = {
  id: string
  by: string
  field: string
  value: string
  base: string | null
  edit: string
  at: number
}

/** Writing it empties every personal field at once. */
export const emptied = 'emptied'
/** The version of the form this record was taken with: the first one written counts. */
export const formVersion = 'form'

/** Fields that stay closed until it is all right to ask, and that the person may have emptied. */
export const isPersonal = (field: string): boolean => field.startsWith('personal/')

/**
 * What each field says, from the writes in the server's order, which is the same for everybody.
 *
 * A write takes the place of what its writer had seen (up to `base`), and of what the same person wrote in the same go
 * (`edit`). What it had not seen stays beside it: two people who write at once both keep their words, and whoever writes
 * next, having seen both, writes over both. A field with one value has one entry; more is a real conflict.
 *
 * Emptying is seen by nobody's absence: a personal value whose writer had not seen the emptying is never shown, whenever it
 * arrives.
 */
export function readRecord(writes: readonly Write[]): Map<string, Write[]> {
  const heads = new Map<string, Write[]>()
  const places = new Map<string, { place: number; field: string }>()
  let emptiedAt = -1
  for (const [place, write] of writes.entries()) {
    const seen = seenBy(write, places)
    places.set(write.id, { place, field: write.field })
    if (write.field === emptied) {
      emptiedAt = place
      for (const field of heads.keys()) if (isPersonal(field)) heads.delete(field)
    }
    if (isPersonal(write.field) && seen < emptiedAt) continue
    const beside = (heads.get(write.field) ?? []).filter(
      (other) => places.get(other.id)!.place > seen && !(other.edit === write.edit && other.by === write.by),
    )
    heads.set(write.field, [...beside, write])
  }
  for (const [field, said] of heads) heads.set(field, each(said))
  return heads
}

/** The same thing said by two people is one thing, under whoever said it last. Only now: one of them may have gone on. */
const each = (said: readonly Write[]): Write[] =>
  said.filter(({ value }, place) => !said.slice(place + 1).some((later) => later.value === value))

/** How far the writer had read this field. A base of another field, or of later, or of nowhere, counts as nothing seen. */
function seenBy(write: Write, places: ReadonlyMap<string, { place: number; field: string }>): number {
  const base = write.base === null ? undefined : places.get(write.base)
  return base && concerns(base.field, write.field) ? base.place : -1
}

const concerns = (written: string, field: string): boolean =>
  written === field || (written === emptied && isPersonal(field))

/** The id to name as `base` by somebody who has read these rows; null when nothing was said about the field yet. */
export const lastSeen = (writes: readonly Write[], field: string): string | null =>
  writes.findLast((write) => concerns(write.field, field))?.id ?? null

/** The version of its form; null while nobody has written. */
export function versionOf(writes: readonly Write[]): number | null {
  const first = writes.find(({ field, value }) => field === formVersion && /^\d{1,6}$/.test(value))
  return first ? Number(first.value) : null
}
