import { leastInRow } from '../../rules.ts'
import type { ShiftRules } from '../../wire.ts'

/** The numbers of the rules with what the server takes (rulesSchema in wire.ts). */
export const numberRules = {
  restHours: [8, 48],
  restAfterNightHours: [8, 72],
  mostHoursPerWeek: [4, 84],
  mostHoursPerMonth: [4, 300],
  mostShiftsPerMonth: [1, 62],
  fewestShiftsPerMonth: [0, 31],
  opensDaysBefore: [1, 120],
  closesHoursBefore: [0, 168],
  noticeHours: [1, 336],
} as const satisfies Partial<Record<keyof ShiftRules, readonly [number, number]>>
export type NumberRule = keyof typeof numberRules
export const crewRules: readonly NumberRule[] = [
  'restHours',
  'restAfterNightHours',
  'mostHoursPerWeek',
  'mostHoursPerMonth',
  'mostShiftsPerMonth',
  'fewestShiftsPerMonth',
  'noticeHours',
]

/** Limits of nights and days in a row, with what their limit may be at least. */
export const rowRules = ['mostNightsInRow', 'mostDaysInRow'] as const
export type RowRule = (typeof rowRules)[number]
const longestRow = 14

/** What can be chosen: no fewer than two nights together and whole weekends ask for. */
export function rowChoices(rules: ShiftRules, name: RowRule): number[] {
  const { nights, days } = leastInRow(rules)
  const least = name === 'mostNightsInRow' ? nights : days
  return Array.from({ length: longestRow - least + 1 }, (_none, index) => least + index)
}

/** A limit below what another rule asks for goes up with it. */
export function withRows(rules: ShiftRules): ShiftRules {
  const raised = (name: RowRule): number | null => {
    const most = rules[name]
    return most === null ? null : Math.max(most, rowChoices(rules, name)[0]!)
  }
  return { ...rules, mostNightsInRow: raised('mostNightsInRow'), mostDaysInRow: raised('mostDaysInRow') }
}

/** A line's own notice; null, or what is no number: the team's. */
export function withNotice(rules: ShiftRules, lineId: string, hours: number | null): ShiftRules {
  const { [lineId]: _was, ...others } = rules.noticeHoursOn
  return { ...rules, noticeHoursOn: hours === null ? others : { ...others, [lineId]: hours } }
}

/** Numbers that the server would refuse. */
export const wrongIn = (rules: ShiftRules): NumberRule[] =>
  (Object.keys(numberRules) as NumberRule[]).filter((name) => !isWithin(rules[name], name))
/** Lines whose own notice the server would refuse. */
export const wrongNotices = ({ noticeHoursOn }: ShiftRules): string[] =>
  Object.keys(noticeHoursOn).filter((lineId) => !isWithin(noticeHoursOn[lineId]!, 'noticeHours'))

function isWithin(value: number, name: NumberRule): boolean {
  const [least, most] = numberRules[name]
  return Number.isInteger(value) && value >= least && value <= most
}
