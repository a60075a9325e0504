import type { JoinedAs } from '../rules.ts'
import type { CallerReader } from './contact-keys.ts'
import type { Conversation } from './conversation.ts'
import { memberOf } from './log.ts'

/** Whether everything shown so far could be read. Where it could not, nobody says by themselves that they are here. */
export const isWhole = (rows: readonly { body: object | null }[]): boolean =>
  rows.length > 0 && rows.every(({ body }) => body !== null)

/** As what this member joins, by what the conversation says so far; null when their joining was said already. */
export function joiningOf(
  { talk, crew, view }: Pick<Conversation, 'talk' | 'crew' | 'view'>,
  me: string,
): JoinedAs | null {
  const moves = talk.log.rows.filter(({ body }) => body?.k === 'joined' || body?.k === 'gone')
  if (moves.findLast((row) => memberOf(row.slot) === me)?.body?.k === 'joined') return null
  const asked = crew.log.rows.findLast(({ body }) => body?.k === 'asked' && body.member === me)?.body
  if (asked?.k === 'asked') return asked.as
  const before = moves.map((row) => memberOf(row.slot))
  if (before.length === 0) return 'answer'
  return before.some((id) => id !== null && id !== me && view?.people.includes(id)) ? 'help' : 'handover'
}

/** Told by the conversation's first row: before that was read, a new key would leave the caller's page out. */
export async function callersOf(talk: Conversation['talk']): Promise<CallerReader[]> {
  await talk.begun()
  return talk.log.rows.flatMap(({ body }) =>
    body?.k === 'hello' ? [{ reader: body.reader, recipient: body.recipient }] : [],
  )
}

/** Who was brought in is not there by that alone: only once they look at it. Who answered or took over looks by doing so. */
export const waitsForLook = (as: JoinedAs | null): boolean => as === 'help' || as === 'interpreter'
