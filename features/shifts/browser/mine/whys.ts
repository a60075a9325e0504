import { sayDayAndTime, sayTime, type Here } from '#platform/times'
import type { ShiftsView, WhyNot } from '../../views.ts'
import { counted, fill, inHours, say, sayDay } from './saying.ts'

/** Why not, in words for the one it is about. `skillName`: null for what has no name here. */
export function sayWhy(why: WhyNot, here: Here, skillName: (skill: string) => string | null): string {
  const { why: words, open } = say(here.language)
  const hours = (count: number): string => inHours(count, here.language)
  switch (why.kind) {
    case 'unavailable':
      if (!why.near) return words.unavailable
      return fill(words.unavailableNear, { from: sayTime(why.near[0], here), to: sayTime(why.near[1], here) })
    case 'skill-missing':
      return fill(words['skill-missing'], { skill: skillName(why.skill) ?? words.aSkill })
    case 'skill-expired':
      return fill(words['skill-expired'], {
        skill: skillName(why.skill) ?? words.aSkill,
        time: sayDay(why.until.slice(0, 10), here.language),
      })
    case 'resting':
      return fill(words.resting, { time: sayDayAndTime(why.until, here) })
    case 'language-missing':
      return fill(words['language-missing'], { language: open.languages[why.language] })
    case 'rest':
      return fill(words.rest, { has: hours(why.has), needs: hours(why.needs) })
    case 'week-hours':
    case 'month-hours':
      return fill(words[why.kind], { hours: hours(why.hours), cap: hours(why.cap) })
    case 'month-shifts':
      return fill(words['month-shifts'], { shifts: why.shifts, cap: why.cap })
    case 'not-yet':
      return fill(words['not-yet'], { time: sayDayAndTime(why.opensAt, here) })
    default:
      return words[why.kind]
  }
}

/** What the team's rules ask, in sentences. */
export function sayRules({ rules }: ShiftsView['rules'], { language }: Here): string[] {
  const words = say(language).open
  const hours = (count: number): string => inHours(count, language)
  const within = {
    days: counted(language, words.days, rules.opensDaysBefore),
    hours: hours(rules.closesHoursBefore),
  }
  return [
    ...(rules.signUp === 'not at all' ? [] : [fill(words.ruleWindow, within)]),
    fill(words.ruleRest, { hours: hours(rules.restHours), night: hours(rules.restAfterNightHours) }),
    fill(words.ruleWeek, { week: hours(rules.mostHoursPerWeek), month: hours(rules.mostHoursPerMonth) }),
  ]
}
