import type { Language } from '#platform/words'
import { counted, fill } from '#platform/words'
import type { AskedPlan } from '../wire.ts'
import type { PlanResult } from '../views.ts'
import { sayNumber, sayShare } from './numbers.ts'
import { say } from './saying.ts'
import { chanceOfAbout, type Basis } from './weeks.ts'

type Seats = AskedPlan['seats']
export type PlannerForm = {
  lineId: string
  days: AskedPlan['days']
  from: string
  to: string
  count: number
  /** Seats like those of a pattern; null: so many that ask for nothing. */
  like: Seats | null
}

/** What is asked of the server; null while no day is chosen. */
export function askedFrom(form: PlannerForm, newId: () => string): Omit<AskedPlan, 'planId'> | null {
  if (form.days.length === 0) return null
  const { lineId, days, from, to, count, like } = form
  const plain: Seats = [{ seatId: newId(), count, skills: [], languages: [], trainee: true, kind: 'line' }]
  return { lineId, days, from, to, seats: like ?? plain }
}

/** The answer, sentence by sentence. */
export function sayPlan(result: PlanResult, basis: Basis, language: Language): string[] {
  const words = say(language).planner
  const number = (value: number): string => sayNumber(value, language)
  const { shifts, seats, personHours, hoursEach, filled, open, lost, peopleEach } = result
  return [
    fill(words.needs, { shifts, seats, hours: number(personHours) }),
    fill(words.each, { before: number(hoursEach.before), after: number(hoursEach.after) }),
    filled === seats
      ? words.all
      : filled === 0
        ? words.noneFilled
        : fill(words.some, { filled, seats, open: open.length }),
    lost.length === 0 ? words.keeps : counted(language, words.lost, lost.length),
    fill(words.chance, { people: number(peopleEach), chance: sayShare(chanceOfAbout(peopleEach, basis), language) }),
  ]
}
