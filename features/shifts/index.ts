import type { Feature } from '#platform/house'
import { happenings } from './server/happen.ts'

/** Who is on when: patterns of shifts, their seats, who sits there, and who can. See README.md. */
export const shifts: Feature = {
  name: 'shifts',
  deadlines: happenings,
}

export { seatedChanged, seatingGone, shiftBegan, shiftEnded, shiftNears } from './server/moments.ts'
export { seatedNow, type Seated } from './server/seated.ts'
