import { day, hour, minute } from '#platform/clock'

/** What can be open in somebody's hands. `case`: handed to them, and they have not said yes to it. */
export const whats = ['talk', 'message', 'promise', 'case'] as const
export type What = (typeof whats)[number]
export type ItemState = 'offered' | 'accepted' | 'kept' | 'raised' | 'gone'

/** Times are milliseconds since 1970. */
export type Item = {
  state: ItemState
  leaverId: string
  takenBy: string | null
  raiseAt: number | null
  overAt: number | null
  nextAt: number | null
  changedAt: number
}
export type ItemEvent =
  | { kind: 'accepted' | 'passed'; by: string }
  /** `undone`: by hand, within ten minutes. `due`: nobody said anything. `over`: it ended otherwise. */
  | { kind: 'kept' | 'undone' | 'due' | 'over' }

/** So long before a shift ends, what is open is listed for the first time. */
export const listBefore = 20 * minute
/** So long after the next shift began somebody must have said something. */
export const answerWithin = 15 * minute
/** So often it is called out again while nobody does. */
export const raiseAgain = 30 * minute
/** The next shift is one that goes on when this one ends, or begins so soon after. */
export const nextWithin = 2 * hour
export const undoFor = 10 * minute
/** Rows stay so long after the end of their shift. */
export const keptFor = 7 * day
/** Stays with whoever keeps it for so long, where the next shift is over already. */
const keptAtLeast = 2 * hour

/** What becomes of an item, or null when this cannot happen to it. Whose the thing itself is, its own feature decides. */
export function nextItem(item: Item, event: ItemEvent, now: number): Item | null {
  if (event.kind === 'undone') return undone(item, now)
  if (item.state === 'accepted' || item.state === 'gone') return null
  const to = (state: ItemState, nextAt: number | null, takenBy: string | null = null): Item => ({
    ...item,
    state,
    nextAt,
    takenBy,
    changedAt: now,
  })
  switch (event.kind) {
    case 'accepted':
      return item.state === 'kept' || event.by === item.leaverId ? null : to('accepted', null, event.by)
    case 'passed':
      return to('accepted', null, event.by)
    case 'kept':
      return item.state === 'kept' ? null : to('kept', keptUntil(item, now))
    case 'due':
      return item.raiseAt === null ? null : to('raised', again(item, now))
    case 'over':
      return to('gone', null)
  }
}

/** A thing that was listed before its shift ended, listed again with what is known now. Null: it stays as it is. */
export function listedAgain(item: Item, listed: Pick<Item, 'raiseAt' | 'overAt'>, now: number): Item | null {
  if (item.state === 'offered') return { ...item, ...listed, nextAt: listed.raiseAt }
  // It ended, or was taken, and is open in the same hands again.
  const isBack = item.state === 'gone' || item.state === 'accepted'
  return isBack ? { ...item, ...listed, state: 'offered', takenBy: null, nextAt: listed.raiseAt, changedAt: now } : null
}

function undone(item: Item, now: number): Item | null {
  if (item.state !== 'accepted' && item.state !== 'kept') return null
  if (now - item.changedAt > undoFor) return null
  const nextAt = item.raiseAt === null ? null : Math.max(item.raiseAt, now + answerWithin)
  return { ...item, state: 'offered', takenBy: null, nextAt, changedAt: now }
}

/** Without a next shift it stays until it is done: nobody is there to ask. */
const keptUntil = ({ raiseAt, overAt }: Item, now: number): number | null =>
  raiseAt === null || overAt === null ? null : Math.max(overAt, now + keptAtLeast)

const again = ({ overAt }: Item, now: number): number | null =>
  overAt !== null && now + raiseAgain < overAt ? now + raiseAgain : null

/** As far as these rules need to know them: who sits there, but for those who stay at home, and when. */
export type ShiftThen = {
  shiftId: string
  lineId: string
  startsAt: number
  endsAt: number
  memberIds: readonly string[]
}
type Ending = Pick<ShiftThen, 'lineId' | 'endsAt'>

/**
 * The shifts that follow one on its line: those that go on when it ends, or begin within two hours. Told of its end late, because the
 * house was away: those that go on now, or soon; whatever was in between is over.
 */
export function following(shifts: readonly ShiftThen[], { lineId, endsAt }: Ending, now: number): ShiftThen[] {
  const at = Math.max(now, endsAt)
  return shifts.filter((one) => one.lineId === lineId && one.endsAt > at && one.startsAt <= at + nextWithin)
}

/** Who goes: in no shift that follows. */
export function leaversOf(shifts: readonly ShiftThen[], ending: ShiftThen, now: number): string[] {
  const stay = new Set(following(shifts, ending, now).flatMap(({ memberIds }) => memberIds))
  return [...new Set(ending.memberIds)].filter((memberId) => !stay.has(memberId))
}

/** Who may be offered it at an instant: whoever sits in a shift that follows. */
export const comersOf = (shifts: readonly ShiftThen[], ending: Ending, now: number): string[] => [
  ...new Set(following(shifts, ending, now).flatMap(({ memberIds }) => memberIds)),
]

/**
 * When somebody must have answered and when the next shift is over, both null without one; `before`: what is due until the end of
 * the shift after the next is handed over, on that line's roster as it is known.
 */
export function timesOf(
  shifts: readonly ShiftThen[],
  ending: Ending,
  now: number,
): { raiseAt: number | null; overAt: number | null; before: number } {
  const at = Math.max(now, ending.endsAt)
  const next = following(shifts, ending, now)
  const comes = shifts.filter(({ lineId, startsAt }) => lineId === ending.lineId && startsAt >= at)
  const inOrder = comes.toSorted((one, other) => one.startsAt - other.startsAt)
  const first = next.length > 0 ? Math.max(...next.map(({ endsAt }) => endsAt)) : (inOrder[0]?.endsAt ?? at + day)
  const after = inOrder.find(({ startsAt }) => startsAt >= first)?.endsAt ?? first
  if (next.length === 0) return { raiseAt: null, overAt: null, before: after }
  const begins = Math.max(ending.endsAt, Math.min(...next.map(({ startsAt }) => startsAt)))
  const inTime = begins + answerWithin
  return { raiseAt: inTime > now ? inTime : now + answerWithin, overAt: first, before: after }
}
