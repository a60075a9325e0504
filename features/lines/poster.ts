import { fill, type Language } from '#platform/words'
import type { Openness } from './hours.ts'
import { dialled, inLanguage, linePath, reachLink, siteOf, type Said } from './rules.ts'
import { sayExceptions, sayTime, sayWeek, sayZone } from './times.ts'
import type { Elsewhere, LineDraft } from './wire.ts'
import { words } from './words.ts'

/** What a line's public page says, as data: drawn by the server as HTML and by the editor as its preview, so that both say the same. */
export type Poster = {
  name: Said
  description: Said | null
  state: 'here' | 'unreachable' | 'closed'
  now: string
  nowMore: string[]
  ways: Way[]
  noName: string
  /** What else is open, when nobody is here: before everything else. */
  instead: Section | null
  /** What we do, who can read, how to leave: the first screen. */
  told: Section[]
  more: Section[]
}
export type Way = {
  kind: 'chat' | 'phone' | 'text' | 'message'
  words: string
  hint: string
  href: string
  first: boolean
}
export type Section =
  | { kind: 'said'; title: string; parts: { title?: string; said: Said }[] }
  | { kind: 'list'; name: 'read' | 'leave' | 'hours'; title: string; sentences: string[] }
  | {
      kind: 'elsewhere'
      title: string
      places: { name: Said; act: string; href: string; police: string; note: Said | null }[]
    }

export type PosterParts = {
  line: LineDraft
  language: Language
  timeZone: string
  /** The instant the page is for. */
  at: Date
  openness: Openness
  /** How many of the crew a ring would reach now. */
  reachable: number
  /** Whether a chat can be started now, as far as the house knows. */
  chat: boolean
}

export function poster(parts: PosterParts): Poster {
  const { line, language } = parts
  const state = parts.openness.open ? (parts.reachable > 0 ? 'here' : 'unreachable') : 'closed'
  const others = elsewhere(line, language)
  const later = [hours(parts), area(line, language), state === 'here' ? others : null]
  return {
    name: inLanguage(line.name, language) ?? { text: line.path, lang: language },
    description: inLanguage(line.description, language),
    state,
    ...whoIsHere(parts, state),
    ways: ways(parts, state),
    noName: words[language].ways.noName,
    instead: state === 'here' ? null : others,
    told: [whatWeDo(line, language), whoCanRead(parts), leaving(parts)],
    more: later.filter((section) => section !== null),
  }
}

function whoIsHere(parts: PosterParts, state: Poster['state']): { now: string; nowMore: string[] } {
  const { openness, at, language } = parts
  const say = words[language].now
  const zone = sayZone(at, parts)
  const until = openness.closesAt
    ? [fill(say.until, { time: sayTime(openness.closesAt, at, parts), zone })]
    : [say.always]
  if (state === 'here') return { now: say.here, nowMore: until }
  if (state === 'unreachable')
    return { now: say.unreachable, nowMore: [parts.chat ? say.calling : say.noneToChat, ...until] }
  const opens = openness.opensAt
    ? [fill(say.opens, { time: sayTime(openness.opensAt, at, parts), zone })]
    : [say.noPlan]
  return { now: say.closed, nowMore: [...opens, say.leaveMessage] }
}

function ways({ line, language, chat, openness }: PosterParts, state: Poster['state']): Way[] {
  const say = words[language].ways
  const { phone, text } = line.channels
  const found: Omit<Way, 'first'>[] = []
  if (chat && line.channels.chat && openness.open)
    found.push({ kind: 'chat', words: say.chat, hint: say.chatHint, href: linePath(line, language, 'chat') })
  if (phone) found.push({ kind: 'phone', words: say.phone, hint: phone, href: `tel:${dialled(phone)}` })
  if (text) found.push({ kind: 'text', words: say.text, hint: text, href: `sms:${dialled(text)}` })
  const message = {
    kind: 'message' as const,
    words: say.message,
    hint: say.messageHint,
    href: linePath(line, language, 'message'),
  }
  const all = state === 'closed' ? [message, ...found] : [...found, message]
  return all.map((way, index) => ({ ...way, first: index === 0 }))
}

function whatWeDo(line: LineDraft, language: Language): Section {
  const say = words[language].will
  const policy = inLanguage(line.policePolicy, language)
  const exceptions = inLanguage(line.policeExceptions, language)
  const risk = inLanguage(line.riskPolicy, language)
  const phoneOnly = line.phoneOnly ? [{ said: { text: say.phoneOnly, lang: language } }] : []
  return {
    kind: 'said',
    title: say.title,
    parts: [
      ...(policy ? [{ said: policy }] : []),
      ...phoneOnly,
      ...(exceptions ? [{ title: say.exceptions, said: exceptions }] : []),
      ...(risk ? [{ title: say.risk, said: risk }] : []),
    ],
  }
}

function whoCanRead({ line, language }: PosterParts): Section {
  const say = words[language].read
  const byPhone = line.channels.phone || line.channels.text ? [say.phone] : []
  const sentences = [...(line.channels.chat ? [say.chat] : []), say.message, ...byPhone, say.trust]
  return { kind: 'list', name: 'read', title: say.title, sentences }
}

function leaving({ line, language }: PosterParts): Section {
  const say = words[language].leave
  const place = siteOf(line.exit)
  return { kind: 'list', name: 'leave', title: say.title, sentences: [fill(say.button, { place }), say.limits] }
}

function hours(parts: PosterParts): Section | null {
  const sentences = [...sayWeek(parts.line.hours, parts.language), ...sayExceptions(parts.line.hours, parts.at, parts)]
  return sentences.length === 0
    ? null
    : { kind: 'list', name: 'hours', title: words[parts.language].hours.title, sentences }
}

function area(line: LineDraft, language: Language): Section | null {
  const said = inLanguage(line.area, language)
  return said && { kind: 'said', title: words[language].will.area, parts: [{ said }] }
}

function elsewhere(line: LineDraft, language: Language): Section | null {
  const say = words[language].elsewhere
  const places = line.elsewhere.flatMap((place) => told(place, language))
  return places.length === 0 ? null : { kind: 'elsewhere', title: say.title, places }
}

function told(place: Elsewhere, language: Language) {
  const name = inLanguage(place.name, language)
  if (!name) return []
  const say = words[language].elsewhere
  const site = place.reach.startsWith('https:') ? siteOf(place.reach) : undefined
  const act = site ? fill(say.open, { place: site }) : fill(say.call, { number: place.reach })
  return [
    { name, act, href: reachLink(place), police: say.police[place.police], note: inLanguage(place.note, language) },
  ]
}
