/** The longest message, in characters as people count them (an emoji is one or a few, never half). */
export const longestMessage = 4000
/** From here on the writer is shown how much is left. */
export const counterFrom = 3600
/** Notes are longer; they are autosaved as a whole. */
export const longestNotes = 8000
/** What one frame of the socket can carry once it is padded and sealed, in bytes of UTF-8. */
export const largestBody = 16_300

export const lengthOf = (text: string): number => [...text].length

/** What is wrong with this text, or null if it may be sent. */
export function refuseText(text: string, longest = longestMessage): 'empty' | 'too-long' | null {
  if (text.trim() === '') return 'empty'
  return lengthOf(text) > longest ? 'too-long' : null
}

/** Police, as the caller tells it: in the order in which it usually goes. */
export const policeStates = ['none', 'called', 'coming', 'there', 'left'] as const
export type PoliceState = (typeof policeStates)[number]

/** Why somebody is in the conversation; said to everybody in it. */
export const roles = ['answer', 'help', 'interpreter', 'handover'] as const
export type JoinedAs = (typeof roles)[number]

/** What one person still owes another: how to reach a caller. Every field is the caller's to leave empty. */
export type Callback = {
  text: string
  /** Nothing is safe until the caller says so. */
  safe: boolean
  way: 'call' | 'text' | 'other'
  reach: string
  when: string
  name: string
  /** What to do if somebody else answers. */
  others: 'hang-up' | 'wrong-number' | 'ask-for-me'
  codeWord: string
}
export const noCallback: Callback = {
  text: '',
  safe: false,
  way: 'call',
  reach: '',
  when: '',
  name: '',
  others: 'hang-up',
  codeWord: '',
}
const longestOf = { text: longestMessage, reach: 200, when: 300, name: 100, codeWord: 100 } as const

/** Why this message cannot be left, or null: it needs a word, or a way to reach its writer. */
export function refuseCallback(callback: Callback): 'empty' | 'too-long' | 'no-way' | null {
  for (const [field, longest] of Object.entries(longestOf)) {
    if (lengthOf(callback[field as keyof typeof longestOf]) > longest) return 'too-long'
  }
  // All fields together must fit one record, or what was thanked for could not be kept.
  if (new TextEncoder().encode(JSON.stringify(callback)).length > largestBody - 80) return 'too-long'
  if (callback.safe && callback.reach.trim() === '') return 'no-way'
  return callback.text.trim() === '' && callback.reach.trim() === '' ? 'empty' : null
}

/** The seven days that a night's room is kept, in milliseconds after the night's end. */
export const roomKeptDays = 7
