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

/** Numbers that the server would refuse. */
export const wrongIn = (rules: ShiftRules): NumberRule[] =>
  (Object.keys(numberRules) as NumberRule[]).filter((name) => {
    const [least, most] = numberRules[name]
    return !Number.isInteger(rules[name]) || rules[name] < least || rules[name] > most
  })
