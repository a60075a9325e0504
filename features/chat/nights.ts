/**
 * The night a moment belongs to, as the date on which it began: from noon to noon in the team's time zone, so that a shift
 * from 8 in the evening to 8 in the morning has one room.
 */
export function nightOf(at: Date, timeZone: string): string {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  return (there.hour < 12 ? there.subtract({ days: 1 }) : there).toPlainDate().toString()
}

/** When this night is over: the next noon. */
export function endOfNight(night: string, timeZone: string): Date {
  const noon = Temporal.PlainDate.from(night).add({ days: 1 }).toZonedDateTime({ timeZone, plainTime: '12:00' })
  return new Date(noon.epochMilliseconds)
}
