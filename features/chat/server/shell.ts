import type { Language } from '#platform/words'
import { page, type Markup } from '#ui/page.ts'
import { linePath, type Line } from '#features/lines'

type Shell = {
  line: Line
  language: Language
  demo: boolean
  dist: string
  part: 'chat' | 'message'
  scripts?: (string | null)[]
  /** Where "Leave now" goes, when something has to be forgotten on the way. */
  exit?: string
}

/** The shell of this feature's public pages. */
export const shell = (
  { line, language, demo, dist, part, scripts = [], exit = line.exit }: Shell,
  body: Markup,
): Markup => page({ language, path: (other) => linePath(line, other, part), exit, demo, dist, scripts, body })
