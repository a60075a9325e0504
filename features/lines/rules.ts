import { languages, type Language } from '#platform/words'
import type { Elsewhere, LineDraft, Texts } from './wire.ts'

/** Parts of a template that only the team can write stand in these marks; they are shown to editors and never to the public. */
export const toWrite = (hint: string): string => `⟦${hint}⟧`
const isToWrite = (text: string): boolean => text.includes('⟦')

export type Said = { text: string; lang: Language }

/** A text for a reader: in their language, else in the other one (said in `lang`), else null. Never a blank, never a placeholder. */
export function inLanguage(texts: Texts, language: Language): Said | null {
  const order = [language, ...languages.filter((other) => other !== language)]
  for (const lang of order) {
    const text = texts[lang]?.trim()
    if (text && !isToWrite(text)) return { text, lang }
  }
  return null
}

/** The parts of a line that are written for the public or the crew, in the order of the editor. */
export const textParts = [
  'name',
  'description',
  'area',
  'greeting',
  'policePolicy',
  'policeExceptions',
  'riskPolicy',
] as const
export type TextPart = (typeof textParts)[number]

export type Gap = {
  part: TextPart | 'elsewhere' | 'guide' | 'quickPhrases'
  language: Language
  kind: 'missing' | 'placeholder'
  index?: number
}

/** What an editor still has to write: a language the line speaks without its text, or a placeholder left as it was. */
export function gaps(line: LineDraft): Gap[] {
  const single = textParts.flatMap((part) => gapsIn(line[part], line).map((gap) => ({ part, ...gap })))
  const lists = (['guide', 'quickPhrases'] as const).flatMap((part) =>
    line[part].flatMap((texts, index) => gapsIn(texts, line).map((gap) => ({ part, index, ...gap }))),
  )
  const others = line.elsewhere.flatMap(({ name, note }, index) =>
    [...gapsIn(name, line), ...(isEmpty(note) ? [] : gapsIn(note, line))].map((gap) => ({
      part: 'elsewhere' as const,
      index,
      ...gap,
    })),
  )
  return [...single, ...others, ...lists]
}

function gapsIn(texts: Texts, line: LineDraft): Pick<Gap, 'language' | 'kind'>[] {
  return line.languages.flatMap((language): Pick<Gap, 'language' | 'kind'>[] => {
    const text = texts[language]?.trim() ?? ''
    if (text === '') return [{ language, kind: 'missing' }]
    return isToWrite(text) ? [{ language, kind: 'placeholder' }] : []
  })
}

const isEmpty = (texts: Texts): boolean => languages.every((language) => !texts[language]?.trim())

export const isPath = (path: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(path)
/** A number as people write it: it has digits, and nothing that could be an address. */
export const isNumber = (text: string): boolean => /^\+?[0-9 ().*#-]{2,24}$/.test(text.trim()) && /\d.*\d/.test(text)
export const isAddress = (text: string): boolean => addressOf(text)?.protocol === 'https:' && text.length <= 300

/** null for what is no address. Not `URL.parse`, which consoles of 2023 do not know. */
function addressOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

/** The site of an address as people say it: `wikipedia.org`. */
export const siteOf = (address: string): string => addressOf(address)?.hostname.replace(/^www\./, '') ?? address

/** First parts of public addresses that belong to the house itself. */
const taken = new Set([
  'api',
  'assets',
  'chat',
  'console',
  'help-us',
  'home',
  'join',
  'leave',
  'live',
  'message',
  'privacy',
  'set-up',
  'setup',
  'en',
  'es',
  'healthz',
  'readyz',
])

export type LineProblem =
  'path-reserved' | 'no-name' | 'no-police-policy' | 'no-way-in' | 'same-date-twice' | 'hours-overlap'

/** Why a line of the right shape still cannot be opened to the public. */
export function problemsOf(line: LineDraft): LineProblem[] {
  const problems: LineProblem[] = []
  if (taken.has(line.path)) problems.push('path-reserved')
  if (!inLanguage(line.name, line.languages[0]!)) problems.push('no-name')
  if (!inLanguage(line.policePolicy, line.languages[0]!)) problems.push('no-police-policy')
  if (!line.channels.chat && !line.channels.phone && !line.channels.text) problems.push('no-way-in')
  if (new Set(line.hours.exceptions.map(({ date }) => date)).size < line.hours.exceptions.length)
    problems.push('same-date-twice')
  if (everyDay(line).some(overlapping)) problems.push('hours-overlap')
  return problems
}

const everyDay = (line: LineDraft): { from: string; to: string }[][] => [
  ...Object.values(line.hours.weekly),
  ...line.hours.exceptions.map(({ spans }) => spans),
]

function overlapping(spans: { from: string; to: string }[]): boolean {
  const sorted = [...spans].sort((a, b) => (a.from < b.from ? -1 : 1))
  return sorted.some((span, index) => {
    const next = sorted[index + 1]
    return next !== undefined && (span.to <= span.from || span.to > next.from)
  })
}

/** `tel:` and `sms:` want digits only. */
export const dialled = (number: string): string => number.replace(/[^\d+*#]/g, '')

/** The link for something else that is open: an address as it is, a number as a call. */
export const reachLink = ({ reach }: Elsewhere): string =>
  reach.startsWith('https:') ? reach : `tel:${dialled(reach)}`

/** Where a line stands: `/en/night`, its chat at `/en/night/chat`, its message form at `/en/night/message`. A root line's own page is `/en`. */
export function linePath(
  line: { path: string; isRoot: boolean },
  language: Language,
  part?: 'chat' | 'message',
): string {
  if (part) return `/${language}/${line.path}/${part}`
  return line.isRoot ? `/${language}` : `/${language}/${line.path}`
}
