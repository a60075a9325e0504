import type { ContactView, HandChannel } from '#features/contacts/browser'
import type { Desk } from '#features/keys/browser'

/** What a member opens while somebody is already talking to them; the console names it. */
export type HandStart = {
  contactId: string
  lineId: string
  channel: HandChannel
  language: 'en' | 'es'
  practiceId?: string
}

/** How such a contact looks before the server knows of it: one can write at once, and what is written waits here. */
export const handView = (start: HandStart, memberId: string): ContactView => ({
  ...start,
  state: 'open',
  ending: null,
  people: [memberId],
  epochs: { talk: 1, crew: 1 },
  made: { talk: 0, crew: 0 },
  seenByCaller: 0,
  openedAt: null,
  practice: start.practiceId !== undefined,
  reply: null,
})

/** Tells the server. Throws ApiError: `offline`, or a refusal (4xx), after which it will never be opened. */
export const openByHand = (api: Desk['api'], start: HandStart): Promise<unknown> =>
  api.post('/api/contacts/by-hand', start)

export const isRefusal = (error: unknown): boolean => {
  const { status = 0 } = error as { status?: number }
  return status >= 400 && status < 500
}
