import type { Language } from '#platform/words'
import { page, type Markup } from '#ui/page.ts'
import { linePath, type Line } from '#features/lines'
import { words } from '../words.ts'

/** This page is practice. `link`: what stands in its link, before anything has begun; it opens practice in either language. */
export type Practised = { link: string | null }

type Shell = {
  line: Line
  language: Language
  demo: boolean
  dist: string
  part: 'chat' | 'message'
  scripts?: (string | null)[]
  /** Where "Leave now" goes, when something has to be forgotten on the way. */
  exit?: string
  practice?: Practised | null
}

/** The shell of this feature's public pages. */
export const shell = (
  { line, language, demo, dist, part, scripts = [], exit = line.exit, practice }: Shell,
  body: Markup,
): Markup =>
  page({
    language,
    path: (other) => (practice?.link ? practicePath(line, other, practice.link) : linePath(line, other, part)),
    exit,
    demo,
    ...(practice ? { practice: saysPractice(language) } : {}),
    dist,
    scripts,
    body,
  })

const practicePath = (line: Line, language: Language, link: string): string =>
  `/${language}/${line.path}/practice/${link}`

const saysPractice = (language: Language): { sign: string; banner: string } => {
  const { sign, banner } = words[language].practice
  return { sign, banner }
}
