/** The month of an instant in a time zone: '2026-11'. */
export function monthOf(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit' }).formatToParts(at)
  const part = (type: string): string => parts.find((one) => one.type === type)!.value
  return `${part('year')}-${part('month')}`
}

export const yearOf = (month: string): number => Number(month.slice(0, 4))
/** 1 to 12. */
export const placeOf = (month: string): number => Number(month.slice(5))
export const monthAt = (year: number, place: number): string => `${year}-${String(place).padStart(2, '0')}`

export const nextMonth = (month: string): string =>
  placeOf(month) === 12 ? monthAt(yearOf(month) + 1, 1) : monthAt(yearOf(month), placeOf(month) + 1)

/** From the first to the last, both within; none when the last is before the first. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = []
  for (let month = first; month <= last; month = nextMonth(month)) months.push(month)
  return months
}
