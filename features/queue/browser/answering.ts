import type { QueueView, WaitingContact } from '../wire.ts'

export type AnswerDesk = { me: { memberId: string; permissions: readonly string[] } }

/** Whether "Answer" would be taken from here; false: they go on duty for this line first. The server decides the same again. */
export function mayAnswerNow(contact: WaitingContact, { duty }: QueueView['me'], { me }: AnswerDesk): boolean {
  // Only who takes part sees practice at all.
  if (contact.practice || contact.responder === me.memberId || duty?.lineIds.includes(contact.lineId)) return true
  return contact.called && me.permissions.includes('alarms.receive')
}
