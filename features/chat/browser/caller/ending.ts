import { ApiError } from '#platform/browser/api'
import type { CallerTalk } from './talk.ts'

/**
 * The caller ends it, or wishes it gone. Where the answer to such a wish was lost and it is pressed again, nobody there knows
 * this page any more: that it was done is the truth, and that it failed would be none. Throws ApiError.
 */
export async function endTalk(talk: CallerTalk, asked: { erase: boolean; now: boolean }): Promise<void> {
  talk.endedHere = true
  await talk.api.post('/api/contact/leave', asked).catch((error: unknown) => {
    const isForgotten = error instanceof ApiError && error.status === 401
    if (!asked.erase || !isForgotten) throw error
  })
}
