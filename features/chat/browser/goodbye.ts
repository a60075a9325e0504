import type { Conversation } from './conversation.ts'

/** A network that does not answer holds nobody up for longer than this, in milliseconds. */
const patience = 3000

/** Says goodbye where there is a caller, and lets what was just typed on either side arrive before the end. */
export async function sayGoodbye(conversation: Conversation): Promise<void> {
  const { talk, crew } = conversation
  if (!conversation.isByHand) talk.put({ k: 'bye', at: conversation.time() })
  const patienceIsOver = new Promise((resolve) => setTimeout(resolve, patience))
  await Promise.race([Promise.all([talk.outbox.allDone(), crew.outbox.allDone()]), patienceIsOver])
}
