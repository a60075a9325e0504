import { base64url, parseObject, text, utf8, fromBase64url } from '#platform/envelope/bytes'
import { sealTo, type Recipient } from '#platform/envelope/identity'
import { labelled } from '#platform/envelope/labels'
import { pad, unpad } from '#platform/envelope/padding'
import { fields, type Application } from './rules.ts'

/** What an application says it is, inside: a server that swaps two of them is noticed. */
export const applicationLabel = (newcomerId: string): string => `newcomer ${newcomerId}`
export const noteLabel = (newcomerId: string, noteId: string): string => `newcomer note ${newcomerId} ${noteId}`

/** `at`: when it was written, by the clock of whoever seals it; the server keeps no such time. */
export type Written = Application & { at: number }
/** `reason`: why somebody was not taken on. */
export type Note = { kind: 'note' | 'reason'; text: string }

/**
 * Seals what somebody wrote to the coordinators' circle: in their browser, or, from a page without script, the moment it
 * arrives. `openForCircle` opens it with the same label. Never log or keep its argument.
 */
export async function sealApplication(
  to: Recipient,
  { teamId, newcomerId }: { teamId: string; newcomerId: string },
  written: Written,
): Promise<string> {
  const inside = pad(utf8(JSON.stringify(written)))
  return base64url(await sealTo([to], labelled(teamId, applicationLabel(newcomerId), inside)))
}

/** The same of somebody who asked in person, at the console of whoever they asked. */
export const sealByHand = async (
  keyring: Pick<Circle, 'sealToCircle'>,
  newcomerId: string,
  written: Written,
): Promise<string> =>
  base64url(
    await keyring.sealToCircle('coordinators', pad(utf8(JSON.stringify(written))), applicationLabel(newcomerId)),
  )

/** What was inside. Anybody could have sealed it: whatever is not text is taken as nothing. */
export function readWritten(inside: Uint8Array): Written {
  const { at, ...rest } = parseObject(text(unpad(inside)), 'file.malformed')
  const said = fields.map((field) => [field, typeof rest[field] === 'string' ? rest[field] : ''])
  return { ...(Object.fromEntries(said) as Application), at: typeof at === 'number' ? at : 0 }
}

type Circle = {
  sealToCircle: (circle: 'coordinators', bytes: Uint8Array, about?: string) => Promise<Uint8Array>
  openForCircle: (file: Uint8Array, about?: string) => Promise<Uint8Array>
}

export const openApplication = async (
  keyring: Pick<Circle, 'openForCircle'>,
  newcomerId: string,
  sealed: string,
): Promise<Written> => readWritten(await keyring.openForCircle(fromBase64url(sealed), applicationLabel(newcomerId)))

export const sealNote = async (
  keyring: Pick<Circle, 'sealToCircle'>,
  { newcomerId, noteId }: { newcomerId: string; noteId: string },
  note: Note,
): Promise<string> =>
  base64url(await keyring.sealToCircle('coordinators', pad(utf8(JSON.stringify(note))), noteLabel(newcomerId, noteId)))

export async function openNote(
  keyring: Pick<Circle, 'openForCircle'>,
  { newcomerId, noteId }: { newcomerId: string; noteId: string },
  sealed: string,
): Promise<Note> {
  const inside = await keyring.openForCircle(fromBase64url(sealed), noteLabel(newcomerId, noteId))
  const { kind, text: words } = parseObject(text(unpad(inside)), 'file.malformed')
  return { kind: kind === 'reason' ? 'reason' : 'note', text: typeof words === 'string' ? words : '' }
}
