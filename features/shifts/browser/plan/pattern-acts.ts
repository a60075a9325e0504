import type { Api } from '#platform/browser/api'
import type { ClosureView, PatternView } from '../../views.ts'
import type { PatternDraft } from './drafts.ts'
import type { Planning, Saved } from './planning.ts'
import { sealPattern, sealReason, type Sealer } from './sealing.ts'

type Doors = { api: Api; keyring: Sealer }

/** Makes the pattern, or saves it over the version that was read. */
export async function savePattern({ api, keyring }: Doors, planning: Planning, draft: PatternDraft): Promise<Saved> {
  const { patternId, lineId, version, pattern, words } = draft
  // Seats that went away take their names with them.
  const seats = Object.fromEntries(pattern.seats.map(({ seatId }) => [seatId, words.seats[seatId] ?? {}]))
  const sealed = await sealPattern(keyring, { name: words.name, seats })
  return planning.does(() =>
    version === null
      ? api.post('/api/shifts/patterns', { patternId, lineId, pattern, sealed })
      : api.put(`/api/shifts/patterns/${patternId}`, { version, pattern, sealed }),
  )
}

/** No shift of it begins on this date or later; null takes that back. */
export const endPattern = (
  { api }: Doors,
  planning: Planning,
  patternId: string,
  endedOn: string | null,
): Promise<Saved> => planning.does(() => api.put(`/api/shifts/patterns/${patternId}/end`, { endedOn }))

export type ClosureDraft = Pick<ClosureView, 'closureId' | 'lineId' | 'firstDate' | 'lastDate'>

export async function addClosure(
  { api, keyring }: Doors,
  planning: Planning,
  closure: ClosureDraft & { reason: string },
): Promise<Saved> {
  const { reason, ...dates } = closure
  const sealed = await sealReason(keyring, reason)
  return planning.does(() => api.post('/api/shifts/closures', { ...dates, sealed }))
}

/** Takes a closure back; what it was is handed in again to undo that. */
export const takeClosureBack = ({ api }: Doors, planning: Planning, closureId: string): Promise<Saved> =>
  planning.does(() => api.delete(`/api/shifts/closures/${closureId}`))
export const closeAgain = ({ api }: Doors, planning: Planning, closure: ClosureView): Promise<Saved> =>
  planning.does(() => api.post('/api/shifts/closures', closure))

/** A pattern that ended before it began was made by mistake: nobody is shown it. */
export const wasNever = ({ endedOn, pattern: { repeats } }: PatternView): boolean =>
  endedOn !== null && endedOn <= (repeats.kind === 'once' ? repeats.date : repeats.first)
