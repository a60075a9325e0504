import type { Desk } from '#features/keys/browser'
import { namedIn, nextCase, type CaseEvent, type CaseState } from '../rules.ts'
import type { CaseView } from '../wire.ts'
import type { Entry } from './contents.ts'

/**
 * Who is in a case as its own sealed entries tell it, by the same rules as the server's. Whoever the server names beside
 * them, nobody put there: the server can add no reader without being seen.
 */
export function asWritten(entries: readonly Entry[], isInTeam: (memberId: string) => boolean): CaseState {
  let state: CaseState = { state: 'open', assigned: [], fallbackId: null, offer: null }
  const goOn = (event: CaseEvent): void => {
    const next = nextCase(state, event)
    if (next && next !== 'gone') state = next
  }
  for (const entry of entries) {
    const { by, body } = entry
    if (body.k === 'did' && body.deed === 'opened-case' && by && namedIn(state).length === 0)
      state = { ...state, assigned: [by], fallbackId: body.about || null }
    const event = eventOf(entry, state)
    if (event) goOn(event)
  }
  for (const memberId of namedIn(state)) if (!isInTeam(memberId)) goOn({ kind: 'removed', memberId })
  return state
}

/** What the server did when this was written. */
function eventOf({ by, body }: Entry, { offer }: CaseState): CaseEvent | null {
  if (body.k === 'handover') return by ? { kind: 'offered', from: by, to: body.to } : null
  if (body.k !== 'did' || !by) return null
  const { deed, about } = body
  if (deed === 'took-over') return offer?.to === by ? { kind: 'accepted' } : { kind: 'assigned', memberId: by }
  if (deed === 'assigned') return { kind: 'assigned', memberId: about }
  if (deed === 'taken-off') return { kind: 'taken off', memberId: about }
  if (deed === 'fallback') return { kind: 'fallback named', memberId: about }
  if (deed === 'declined') return { kind: 'declined' }
  if (deed === 'withdrew') return { kind: 'withdrawn' }
  return deed === 'closed' || deed === 'reopened' ? { kind: deed } : null
}

/**
 * Whom beside this member the server names in the case although nobody on it says so. Right after a change an entry may
 * still be on its way.
 */
export async function unvouched(
  { keyring, me }: Pick<Desk, 'keyring' | 'me'>,
  view: CaseView,
  entries: readonly Entry[],
): Promise<string[]> {
  const { responders } = await keyring.rosters()
  const team = new Set(responders.members.map(({ id }) => id))
  const written = namedIn(asWritten(entries, (memberId) => team.has(memberId)))
  return namedIn(view).filter((memberId) => memberId !== me.memberId && !written.includes(memberId))
}
