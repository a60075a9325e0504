import type { Desk } from '#features/keys/browser'
import type { TalkBody } from '../bodies.ts'
import type { Conversation } from './conversation.ts'

/** How often it is sealed anew when the team changes meanwhile. */
const tries = 4

/**
 * Leaves the last reply in a conversation that has ended, under a key of today's team: whoever was removed since the end
 * reads nothing of it. Resolves once it is durable; throws ApiError.
 */
export async function leaveReply(
  { api, keyring }: Pick<Desk, 'api' | 'keyring'>,
  conversation: Pick<Conversation, 'contactId' | 'keys' | 'time'>,
  text: string,
): Promise<void> {
  const id = crypto.randomUUID()
  const body = JSON.stringify({ k: 'reply', text, at: conversation.time() } satisfies TalkBody)
  for (let left = tries; ; left--) {
    await conversation.keys.renew('talk')
    const thread = keyring.thread(conversation.contactId, 'talk')
    try {
      const record = await thread.seal(body)
      await api.post(`/api/contacts/${conversation.contactId}/reply`, { id, record })
      return
    } catch (error) {
      await thread.withdraw()
      const code = (error as { code?: string }).code ?? ''
      if (left === 1 || !['old-epoch', 'key.stale'].includes(code)) throw error
    }
  }
}
