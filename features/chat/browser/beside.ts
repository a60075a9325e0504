import type { CrewBody } from '../bodies.ts'
import type { PoliceState } from '../rules.ts'
import type { Conversation } from './conversation.ts'
import { memberOf } from './log.ts'

type Of<K extends CrewBody['k']> = Extract<CrewBody, { k: K }>
export type Police = { state: PoliceState; at: number; by: string | null }
export type Notes = { memberId: string; text: string; at: number; saved: boolean }

/** What is known now: the last one said, by the server's order; one of ours that is still on its way counts already. */
export function policeOf(conversation: Conversation): Police | null {
  const waiting = pendingOf(conversation, 'police').at(-1)
  if (waiting) return { state: waiting.state, at: waiting.at, by: null }
  const row = conversation.crew.log.rows.findLast(({ body }) => body?.k === 'police')
  return row?.body?.k === 'police' ? { state: row.body.state, at: row.body.at, by: memberOf(row.slot) } : null
}

/** Everything that was said of police before what is known now, oldest first: it changes what we do, and when. */
export function policeBefore(conversation: Conversation): Police[] {
  const said = conversation.crew.log.rows.flatMap(({ slot, body }) =>
    body?.k === 'police' ? [{ state: body.state, at: body.at, by: memberOf(slot) }] : [],
  )
  return pendingOf(conversation, 'police').length > 0 ? said : said.slice(0, -1)
}

/** Everybody's notes, each person's newest. */
export function notesOf(conversation: Conversation): Map<string, Notes> {
  const notes = new Map<string, Notes>()
  for (const { slot, body } of conversation.crew.log.rows) {
    const memberId = memberOf(slot)
    if (body?.k === 'notes' && memberId) notes.set(memberId, { memberId, text: body.text, at: body.at, saved: true })
  }
  return notes
}

export const isSaving = (conversation: Conversation): boolean => pendingOf(conversation, 'notes').length > 0

/** Which steps of the guide were ticked. */
export function stepsDone(conversation: Conversation): Set<number> {
  const done = new Set<number>()
  const said = conversation.crew.log.rows.flatMap(({ body }) => (body?.k === 'guide' ? [body] : []))
  for (const { step, done: isDone } of [...said, ...pendingOf(conversation, 'guide')]) {
    if (isDone) done.add(step)
    else done.delete(step)
  }
  return done
}

function pendingOf<K extends CrewBody['k']>(conversation: Conversation, kind: K): Of<K>[] {
  const bodies = conversation.crew.outbox.pending.map((item) => JSON.parse(item.body) as CrewBody)
  return bodies.filter((body): body is Of<K> => body.k === kind)
}
