import { choose, type Language } from '#platform/words'
import { single, type Kind, type Single, type Wider } from './card.ts'
import type { Grouping } from './grouping.ts'
import { answers, callbackEnds } from './rings.ts'
import { words } from './words.ts'

/** What a dimension is called in a report. */
export function nameOf(dimension: string, language: Language): string {
  const say = choose(language, words)
  const [what, which] = dimension.split(':') as [string, string | undefined]
  if (what === 'answer') return say.rings.name
  if (what === 'callback') return say.callbacks.name
  if (which === undefined) return say.single[what as Single].question
  return what === 'done' ? say.done[which as keyof typeof say.done] : kindName(what, which, language)
}

const kindName = (what: string, which: string, language: Language): string => {
  const say = choose(language, words)
  return what === 'kind' ? say.kinds[which as Kind] : say.widers[which as Wider]
}

/** What each group of a dimension is called: its answers, with "or" between those that are shown as one. */
export function groupNames(dimension: string, groups: Grouping, language: Language): string[] {
  const list = new Intl.ListFormat(language, { type: 'disjunction' })
  return groups.map((group) => list.format(group.map((at) => answerName(dimension, at, language))))
}

function answerName(dimension: string, at: number, language: Language): string {
  const say = choose(language, words)
  if (dimension === 'answer') return say.rings.answers[answers[at]!]
  if (dimension === 'callback') return say.callbacks.answers[callbackEnds[at]!]
  if (dimension.includes(':'))
    return (at === 0 ? say.report.yes : say.report.no).replace('{what}', nameOf(dimension, language))
  const known: Record<string, string> = say.single[dimension as Single].answers
  return known[single[dimension as Single][at]!]!
}

/** "March 2026", "2026", "January to March 2026". */
export function periodName({ from, to }: { from: number; to: number }, year: number, language: Language): string {
  if (from === 1 && to === 12) return String(year)
  if (from === to) return monthName(from, year, language)
  const first = monthOnly(from, language)
  return choose(language, words)
    .report.from.replace('{from}', first)
    .replace('{to}', monthName(to, year, language))
}

const onFirst = (place: number, year = 2026): Date => new Date(Date.UTC(year, place - 1, 1, 12))
const monthOnly = (place: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(onFirst(place))
export const monthName = (place: number, year: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(onFirst(place, year))
