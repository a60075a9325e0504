import { longestNote } from './rules.ts'

/** What to do when somebody else answers. */
export const othersAnswer = ['hang-up', 'wrong-number', 'ask-for-me'] as const
/** What to do when the line drops. */
export const lineDrops = ['do-not-call', 'wait-for-them', 'call-once'] as const

/**
 * How this person may be reached. Whatever nobody has said is not safe: the empty card allows nothing at all.
 * `number`: on what. `when`: in which hours; empty is never. `callMe`: the name we say they know us by, and use for them.
 */
export type SafeCard = {
  call: boolean
  text: boolean
  message: boolean
  number: string
  when: string
  callMe: string
  others: (typeof othersAnswer)[number]
  codeWord: string
  drops: (typeof lineDrops)[number]
}
export const notSafe: SafeCard = {
  call: false,
  text: false,
  message: false,
  number: '',
  when: '',
  callMe: '',
  others: 'hang-up',
  codeWord: '',
  drops: 'do-not-call',
}

/** Whether a call, a text or a message may be tried at all: said so, on what, and when. */
export const mayReach = (card: SafeCard, way: 'call' | 'text' | 'message'): boolean =>
  card[way] && card.number.trim() !== '' && card.when.trim() !== ''

export const deeds = [
  'opened-case',
  'closed',
  'reopened',
  'assigned',
  'taken-off',
  'fallback',
  'took-over',
  'declined',
  'withdrew',
  'unlinked',
] as const
export type Deed = (typeof deeds)[number]

/**
 * What stands inside the seal of a case. `at`: milliseconds since 1970 by the writer's clock, set right by the server's.
 * `part`: what a later feature keeps in the case, as JSON that only it reads.
 */
export type CaseBody =
  | { k: 'opened'; at: number }
  | { k: 'card'; card: SafeCard; at: number }
  | { k: 'note'; text: string; at: number }
  | { k: 'link'; contactId: string; agreed: string; at: number }
  | { k: 'handover'; to: string; note: string; at: number }
  | { k: 'did'; deed: Deed; about: string; at: number }
  | { k: 'part'; part: string; json: string; at: number }

type Fields = Record<string, unknown>
const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length <= longest

/** Reads an opened body, which another device wrote: whatever is not exactly a known kind is null, and shown as such. */
export function readCase(json: string): CaseBody | null {
  const body = parsed(json)
  if (!body || !Number.isSafeInteger(body['at'])) return null
  const at = body['at'] as number
  const { k, card, text, contactId, agreed, to, note, deed, about, part } = body
  if (k === 'opened') return { k, at }
  if (k === 'card') return { k, card: readCard(card), at }
  if (k === 'note' && isText(text, longestNote)) return { k, text, at }
  if (k === 'link' && isText(contactId, 64) && isText(agreed, 1000)) return { k, contactId, agreed, at }
  if (k === 'handover' && isText(to, 64) && isText(note, longestNote)) return { k, to, note, at }
  if (k === 'did' && deeds.includes(deed as Deed) && isText(about, 64)) return { k, deed: deed as Deed, about, at }
  if (k === 'part' && isText(part, 64) && isText(body['json'], 40_000)) return { k, part, json: body['json'], at }
  return null
}

/** Every field by itself: what cannot be read is not safe. */
export function readCard(value: unknown): SafeCard {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Fields
  const text = (name: keyof SafeCard, longest: number): string =>
    isText(given[name], longest) ? (given[name] as string) : ''
  const oneOf = <Choice extends string>(name: keyof SafeCard, choices: readonly Choice[]): Choice =>
    choices.find((choice) => choice === given[name]) ?? choices[0]!
  return {
    call: given['call'] === true,
    text: given['text'] === true,
    message: given['message'] === true,
    number: text('number', 200),
    when: text('when', 300),
    callMe: text('callMe', 100),
    others: oneOf('others', othersAnswer),
    codeWord: text('codeWord', 100),
    drops: oneOf('drops', lineDrops),
  }
}

function parsed(json: string): Fields | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
  } catch {
    return null
  }
}
