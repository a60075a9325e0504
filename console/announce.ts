let said = ''
const readers = new Set<(sentence: string) => void>()

/** What the shell says to people who listen to the screen: a store with the latest sentence. */
export const announcement = {
  subscribe(read: (sentence: string) => void): () => void {
    readers.add(read)
    read(said)
    return () => readers.delete(read)
  },
}

/** Says a sentence politely, once. Said twice in a row it is heard twice: a no-break space makes the second one new. */
export function announce(sentence: string): void {
  said = sentence === said ? `${sentence}\u00a0` : sentence
  for (const read of readers) read(said)
}
