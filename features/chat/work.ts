import { sha256, utf8 } from '#platform/envelope/bytes'

/**
 * Proof of work, asked for only above a rate. The puzzle is the contact's own random id, so that nothing has to be kept
 * to check it and an answer serves once. About 130,000 hashes: a second on a phone, a burden for a flood.
 */
export const workBits = 17
/** An old phone stops here and says so: its chat is slowed, never refused. */
export const patience = 8000
export const gaveUp = 'floor'

export const isWorked = (contactId: string, answer: string): boolean =>
  zeros(sha256(utf8(`beside work v1 ${contactId} ${answer}`))) >= workBits

/** Looks for an answer in slices, so that the page goes on breathing. Resolves to the answer, or `gaveUp`. */
export async function work(contactId: string, now: () => number): Promise<string> {
  const began = now()
  for (let tried = 0; now() - began < patience; tried += 500) {
    for (let nonce = tried; nonce < tried + 500; nonce++) if (isWorked(contactId, `${nonce}`)) return `${nonce}`
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  return gaveUp
}

/** Leading zero bits. */
function zeros(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first === -1 ? bytes.length * 8 : first * 8 + Math.clz32(bytes[first]!) - 24
}
