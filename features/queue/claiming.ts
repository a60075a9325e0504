import type { Refused } from './rules.ts'
import type { Sheet } from './sheet.ts'
import { hasCompany, waveOf } from './waves.ts'

export const taken = (): Refused => 'taken'
export const over = (): Refused => 'over'
export const notYours = (): Refused => 'not yours'
export const notPossible = (): Refused => 'not now possible'

/**
 * Who was lost may always take their own conversation again. Else: on duty for the line, or called to help; and with room
 * for one more, as the line says, unless everybody on duty is asked. Whoever learns answers only while somebody experienced is there.
 */
export function mayNotClaim(sheet: Sheet, memberId: string, helper: boolean): Refused | null {
  const { asking, purpose, wave, responder } = sheet.now
  if (memberId === responder) return null
  const { ask, notify } = waveOf(asking, purpose, wave)
  const person = sheet.crew.find((one) => one.memberId === memberId)
  if (!person) return helper && notify ? null : 'off duty'
  if (person.learns && !hasCompany(sheet.crew)) return 'learning'
  return person.busy < asking.perPerson || ask === 'duty' ? null : 'full'
}
