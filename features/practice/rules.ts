import { day, hour } from '#platform/clock'

/** Everything made in a practice is gone this long after the practice was started, whatever its state. */
export const practiceLasts = day
/** Whoever plays the caller opens the link within this time. */
export const linkLasts = hour

export type PracticeStage = 'link' | 'begun' | 'lapsed'
type Link = { contactId: string | null; linkUntil: Date }

/** `link`: whoever plays the caller has not begun. `begun`: the link is used, or it was opened by hand. `lapsed`: nobody used it in time. */
export function stageOf({ contactId, linkUntil }: Link, now: Date): PracticeStage {
  if (contactId !== null) return 'begun'
  return linkUntil > now ? 'link' : 'lapsed'
}

/** What somebody who brings the link, or opens by hand, wants to open. Both are named by their page. */
export type Wish = { contactId: string; kind: 'chat' | 'message' | 'by-hand' }

/**
 * Whether the link opens this. It begins one contact; the page that began it may say so twice (an answer was lost on the way),
 * and may still leave a message when its chat takes none. Nothing else, and nothing later.
 */
export function mayUse(link: Link, { contactId, kind }: Wish, now: Date): boolean {
  const stage = stageOf(link, now)
  if (stage !== 'begun') return stage === 'link'
  return link.contactId === contactId || kind === 'message'
}

/** When it all goes. */
export const goesAt = (startedAt: Date): Date => new Date(startedAt.getTime() + practiceLasts)
