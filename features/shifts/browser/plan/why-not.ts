import { sayDayAndTime, sayTime, type Here } from '#platform/times'
import { choose, fill } from '#platform/words'
import type { WhyNot } from '../../views.ts'
import { planWords } from './words.ts'

/** Why not, as the server found it, of somebody else: without what only they are told. */
export function sayWhyNot(why: WhyNot, here: Here, skillName: (skillId: string) => string): string {
  const { kinds, near, languages } = choose(here.language, planWords).whyNot
  const number = new Intl.NumberFormat(here.language, { maximumFractionDigits: 1 })
  const clock = (at: string): string => sayTime(at, here).replace(/^\S+ /, '')
  const values: Record<string, string> = {}
  for (const [key, value] of Object.entries(why)) if (typeof value === 'number') values[key] = number.format(value)
  if ('skill' in why) values['skill'] = skillName(why.skill)
  if ('language' in why) values['language'] = languages[why.language]
  if ('until' in why) values['until'] = sayDayAndTime(why.until, here)
  if (why.kind !== 'unavailable' || !why.near) return fill(kinds[why.kind], values)
  return fill(near, { from: clock(why.near[0]), to: clock(why.near[1]) })
}
