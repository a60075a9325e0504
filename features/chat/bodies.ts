import {
  longestMessage,
  longestNotes,
  lengthOf,
  noCallback,
  policeStates,
  roles,
  type Callback,
  type JoinedAs,
  type PoliceState,
} from './rules.ts'

/**
 * What stands inside the seal of the talk track. `at`: milliseconds since 1970 by the writer's clock, set right by the server's.
 * `plain`: the caller's page has no script, so the server sees the text in passing. `reply`: left after the end.
 */
export type TalkBody =
  | { k: 'hello'; reader: string; recipient: string; lang: string; plain?: true }
  | { k: 'text'; text: string; at: number }
  | { k: 'joined'; name: string; as: JoinedAs; at: number }
  | { k: 'gone'; name: string; at: number }
  | { k: 'bye'; at: number }
  | { k: 'reply'; text: string; at: number }
  | { k: 'callback'; callback: Callback; at: number }

/** What stands inside the seal of the crew track: the team's own, never shown to the caller. */
export type CrewBody =
  | { k: 'police'; state: PoliceState; at: number }
  | { k: 'notes'; text: string; at: number }
  | { k: 'guide'; step: number; done: boolean; at: number }
  | { k: 'asked'; member: string; as: JoinedAs; at: number }
  | FieldBody

/**
 * One field of the record as it stands from here on; '' empties it. `base`: id of the last row about this field that the
 * writer had seen, null for none; `edit`: the same in everything written in one go. What they mean is the records' to say.
 */
export type FieldBody = { k: 'field'; field: string; value: string; base: string | null; edit: string; at: number }

/** What stands inside the seal of the shift room. */
export type RoomBody = { k: 'text'; text: string; name: string; at: number }

type Fields = Record<string, unknown>
const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && lengthOf(value) <= longest
const isTime = (value: unknown): value is number => Number.isSafeInteger(value)

/**
 * Reads an opened body. It comes from the other side's device, not from the server, but a device can be wrong or hostile:
 * anything that is not exactly a known kind is null and is shown as "could not be read". Never throws.
 */
export function readTalk(json: string): TalkBody | null {
  const body = parsed(json)
  if (!body) return null
  const { k, text, name, as, at, reader, recipient, lang, plain } = body
  if (k === 'hello' && isText(reader, 120) && isText(recipient, 4000) && isText(lang, 8))
    return { k, reader, recipient, lang, ...(plain === true ? { plain } : {}) }
  if (!isTime(at)) return null
  if ((k === 'text' || k === 'reply') && isText(text, longestMessage)) return { k, text, at }
  if (k === 'joined' && isText(name, 100) && roles.includes(as as JoinedAs)) return { k, name, as: as as JoinedAs, at }
  if (k === 'gone' && isText(name, 100)) return { k, name, at }
  if (k === 'bye') return { k, at }
  if (k === 'callback') return readCallback(body['callback'], at)
  return null
}

const callersOnly = ['hello', 'callback']
const crewOnly = ['joined', 'gone', 'bye', 'reply']

/**
 * The same, as far as whoever wrote it may say such a thing: a caller cannot announce that a steward has joined, and no member
 * can name a page of their own as the caller's, to be given the keys that are made later. Names are one plain line.
 */
export function readTalkBy(json: string, slot: string): TalkBody | null {
  const body = readTalk(json)
  if (!body || (slot.startsWith('caller:') ? crewOnly : callersOnly).includes(body.k)) return null
  return 'name' in body ? { ...body, name: plainName(body.name) } : body
}

/** A name without line breaks, control characters, and letters that turn the direction of what stands around it. */
export const plainName = (name: string): string => name.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '').trim()

function readCallback(value: unknown, at: number): TalkBody | null {
  if (typeof value !== 'object' || value === null) return null
  const given = value as Fields
  const text = (name: keyof Callback, longest: number): string =>
    isText(given[name], longest) ? (given[name] as string) : ''
  const oneOf = <Choice extends string>(name: keyof Callback, choices: readonly Choice[]): Choice =>
    choices.find((choice) => choice === given[name]) ?? choices[0]!
  const callback: Callback = {
    ...noCallback,
    text: text('text', longestMessage),
    safe: given['safe'] === true,
    way: oneOf('way', ['call', 'text', 'other'] as const),
    reach: text('reach', 200),
    when: text('when', 300),
    name: text('name', 100),
    others: oneOf('others', ['hang-up', 'wrong-number', 'ask-for-me'] as const),
    codeWord: text('codeWord', 100),
  }
  return { k: 'callback', callback, at }
}

export function readCrew(json: string): CrewBody | null {
  const body = parsed(json)
  if (!body || !isTime(body['at'])) return null
  const { k, state, text, step, done, member, as } = body
  const at = body['at']
  if (k === 'police' && policeStates.includes(state as PoliceState)) return { k, state: state as PoliceState, at }
  if (k === 'notes' && isText(text, longestNotes)) return { k, text, at }
  if (k === 'asked' && isText(member, 64) && roles.includes(as as JoinedAs))
    return { k, member, as: as as JoinedAs, at }
  if (k === 'guide' && Number.isSafeInteger(step) && typeof done === 'boolean')
    return { k, step: step as number, done, at }
  return k === 'field' ? readField(body, at) : null
}

const fieldName = /^[a-z0-9-]{1,40}(\/[a-z0-9-]{1,40}){0,2}$/
const rowId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function readField({ field, value, base, edit }: Fields, at: number): FieldBody | null {
  if (!isText(field, 130) || !fieldName.test(field) || !isText(value, longestMessage)) return null
  if (!isText(edit, 16) || !/^[0-9a-f]{16}$/.test(edit)) return null
  if (base !== null && !(isText(base, 36) && rowId.test(base))) return null
  return { k: 'field', field, value, base, edit, at }
}

export function readRoom(json: string): RoomBody | null {
  const body = parsed(json)
  if (!body) return null
  const { k, text, name, at } = body
  return k === 'text' && isText(text, longestMessage) && isText(name, 100) && isTime(at)
    ? { k, text, name: plainName(name), at }
    : null
}

function parsed(json: string): Fields | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
  } catch {
    return null
  }
}
