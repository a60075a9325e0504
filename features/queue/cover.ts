import { minute, second } from '#platform/clock'

/** A blip is no alarm: a page that reloads, a train in a tunnel. */
export const blip = 45 * second
/** The alarm sounds again while nobody is there. */
export const alarmAgain = 15 * minute

/** Since when a line is open with nobody to ask, and when its alarm last sounded. Milliseconds since 1970. No cover kept: covered. */
export type Cover = { uncoveredSince: number; alarmedAt: number | null }
/** Who can be asked on a line now. `device`: only a device that answered its push, no page. */
export type There = 'closed' | 'nobody' | 'device' | 'somebody'

export const soundsAt = ({ uncoveredSince, alarmedAt }: Cover): number =>
  alarmedAt === null ? uncoveredSince + blip : alarmedAt + alarmAgain

/** What becomes of a line's cover, and whether the alarm sounds now. The README shows the same as a table. */
export function nextCover(cover: Cover | null, there: There, at: number): { cover: Cover | null; sounds: boolean } {
  // A device that answered is no alarm, but no page to ring either: an alarm that sounded is not forgotten for it.
  if (there === 'device' && cover?.alarmedAt) return { cover, sounds: false }
  if (there !== 'nobody') return { cover: null, sounds: false }
  const now = cover ?? { uncoveredSince: at, alarmedAt: null }
  const sounds = at >= soundsAt(now)
  return { cover: sounds ? { ...now, alarmedAt: at } : now, sounds }
}
