import { sayTime, type Here } from '#platform/times'
import { fill } from '#platform/words'
import type { MyShift, QueueView } from '../wire.ts'
import type { DutyRoster } from './roster.ts'
import { say } from './saying.ts'

type Me = QueueView['me']
/** `early`: clocked in for a shift that has not begun. `after`: clocked in, and no shift of theirs goes on or follows. */
export type Standing = 'on' | 'off' | 'break' | 'lost' | 'early' | 'after'

export function standingOf(me: Me | null, connected: boolean, now: number): Standing {
  if (!me?.clockedIn) return 'off'
  if (!connected) return 'lost'
  if (me.duty) return me.duty.onBreak ? 'break' : 'on'
  return me.shifts.some(({ startsAt }) => Date.parse(startsAt) > now) ? 'early' : 'after'
}

/** The shift that goes on, else the next one, and which of the two it is. */
export function shiftNow(me: Me | null, now: number): { shift: MyShift; begun: boolean } | null {
  const shifts = me?.shifts ?? []
  const running = shifts.find(({ startsAt, endsAt }) => Date.parse(startsAt) <= now && now < Date.parse(endsAt))
  const shift = running ?? shifts.find(({ startsAt }) => Date.parse(startsAt) > now)
  return shift ? { shift, begun: shift === running } : null
}

type Naming = Here & { names: ReadonlyMap<string, string>; roster: Pick<DutyRoster, 'nameOf'> }

export const saySeat = (
  seat: { patternId: string; seatId: string; kind: 'line' | 'pair' },
  { roster, language }: Naming,
): string => roster.nameOf(seat, language) ?? say(language).roster.kinds[seat.kind]

/** "Your shift: line, Sat 20:00 to Sun 02:00." with who is not there yet and what is empty. */
export function sayShift({ shift, begun }: { shift: MyShift; begun: boolean }, on: boolean, here: Naming): string {
  const words = say(here.language).roster
  const sentence = begun ? (on ? words.now : words.missed) : words.next
  const times = { from: sayTime(shift.startsAt, here), until: sayTime(shift.endsAt, here) }
  return [fill(sentence, { seat: saySeat(shift, here), ...times }), shift.beside ? words.beside : '']
    .filter(Boolean)
    .join(' ')
}

/** Who sits there with me, and what is missing; nothing where nobody sits and nothing is. */
export function sayCompany(shift: MyShift, here: Naming): string {
  const words = say(here.language).roster
  const list = (all: string[]): string => new Intl.ListFormat(here.language, { type: 'conjunction' }).format(all)
  const names = shift.with.map((one) => {
    const name = here.names.get(one.memberId) ?? say(here.language).duty.somebody
    const how = one.clockedIn ? (one.beside ? words.learns : words.there) : words.notThere
    return fill(how, { name })
  })
  const [left, empty] = [true, false].map((stays) =>
    shift.open.filter(({ staysEmpty }) => staysEmpty === stays).map((seat) => saySeat(seat, here)),
  ) as [string[], string[]]
  return [
    names.length > 0 ? fill(words.with, { names: list(names) }) : '',
    empty.length > 0 ? fill(words.empty, { seats: list(empty) }) : '',
    left.length > 0 ? fill(words.staysEmpty, { seats: list(left) }) : '',
  ]
    .filter(Boolean)
    .join(' ')
}
