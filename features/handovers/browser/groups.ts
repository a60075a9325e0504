import { sayTime, type Here } from '#platform/times'
import { choose, counted, fill, type Language } from '#platform/words'
import type { HandoverItem } from '../wire.ts'
import { words, type Words } from '../words.ts'

export type Groups = {
  leaving: HandoverItem[]
  offered: HandoverItem[]
  /** Nobody answered. */
  planning: HandoverItem[]
  /** No shift follows just now. */
  waiting: HandoverItem[]
}
export const groupNames = ['leaving', 'offered', 'planning', 'waiting'] as const
export type GroupName = (typeof groupNames)[number]

export const groupsOf = (items: readonly HandoverItem[]): Groups => ({
  leaving: items.filter(({ side }) => side === 'leaving'),
  offered: items.filter(({ side }) => side === 'offered'),
  planning: items.filter(({ side, state }) => side === 'planning' && state === 'raised'),
  waiting: items.filter(({ side, state }) => side === 'planning' && state !== 'raised'),
})

/** Nobody has said anything to it. */
export const isOpen = ({ state }: HandoverItem): boolean => state === 'offered' || state === 'raised'
export const mayKeep = (item: HandoverItem): boolean => item.side === 'leaving' && isOpen(item)
export const mayUndo = ({ undoUntil }: HandoverItem, now: number): boolean =>
  undoUntil !== null && Date.parse(undoUntil) > now

export const say = (language: Language): Words => choose(language, words)

export type Reading = Here & { names: ReadonlyMap<string, string>; now: number }

const nameOf = (memberId: string | null, { names, language }: Reading): string =>
  names.get(memberId ?? '') ?? say(language).somebody

/** How many of a group are still to be answered stands in its title; when all are, that they are. */
export function sayTitle(name: GroupName, items: readonly HandoverItem[], { language }: Reading): string {
  const { card } = say(language)
  const open = items.filter(isOpen).length
  if (open === 0 && name === 'leaving') return card.leavingSettled
  if (open === 0 && name === 'offered') return counted(language, card.offeredTaken, items.length)
  return counted(language, card[name], open || items.length)
}

export function sayLead(name: GroupName, items: readonly HandoverItem[], here: Reading): string {
  const [first] = items
  const { card } = say(here.language)
  if (name === 'offered' && !items.some(isOpen)) return card.takenLead
  if (name !== 'leaving') return card[`${name}Lead`]
  const over = Date.parse(first!.endsAt) <= here.now
  if (!items.some(isOpen)) return fill(over ? card.endedAt : card.endsAt, { time: sayTime(first!.endsAt, here) })
  const lead = fill(over ? card.leftLead : card.leavingLead, { time: sayTime(first!.endsAt, here) })
  return first!.raiseAt === null ? `${lead} ${card.waitingLead}` : lead
}

/** Where to read what whoever goes wrote down: within a night in the one room, from another night above tonight's. */
export function roomFor(items: readonly HandoverItem[], here: Reading): { words: string; path: string } {
  const { card } = say(here.language)
  const tonight = nightOf(here.now, here.team)
  // A shift that ends at noon is of the night that ends with it.
  const isOther = items.some(({ endsAt }) => nightOf(Date.parse(endsAt) - 1, here.team) < tonight)
  return isOther ? { words: card.roomBefore, path: 'room/before' } : { words: card.room, path: 'room' }
}

/** As the shift room has it: from noon to noon in the team's time zone, called by the date on which it began. Without Temporal. */
function nightOf(at: number, { timeZone }: Reading['team']): string {
  const parts = {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  } as const
  const there = Object.fromEntries(
    new Intl.DateTimeFormat('en', parts).formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0 } = there
  return new Date(Date.UTC(year, month - 1, hour < 12 ? day - 1 : day)).toISOString().slice(0, 10)
}

export function sayDue({ dueAt, late }: HandoverItem, here: Reading): string {
  const { card } = say(here.language)
  if (dueAt === null) return ''
  return fill(late ? card.overdueAt : card.dueAt, { time: sayTime(dueAt, here) })
}

/** How it stands with it: one sentence below what it is. */
export function sayStanding(item: HandoverItem, here: Reading): string {
  const { card } = say(here.language)
  const of = fill(card.of, { name: nameOf(item.leaverId, here) })
  if (item.side === 'offered') return sayOffered(item, of, here)
  if (item.state === 'accepted') return fill(card.takenBy, { name: nameOf(item.takenBy, here) })
  if (item.state === 'kept')
    return item.keptUntil ? fill(card.keptUntil, { time: sayTime(item.keptUntil, here) }) : card.kept
  const told = item.rings ? card.asked : sayTakers(item, here)
  return item.side === 'planning' ? `${of}. ${told}`.trim() : told
}

function sayOffered(item: HandoverItem, of: string, here: Reading): string {
  const { card } = say(here.language)
  if (item.state === 'accepted') return card.taken
  if (item.what !== 'talk') return of
  return item.rings ? card.asked : fill(card.talkRings, { name: nameOf(item.leaverId, here) })
}

function sayTakers(item: HandoverItem, here: Reading): string {
  const { card } = say(here.language)
  const isMine = item.side === 'leaving'
  if (item.what === 'case') return isMine ? card.answerCase : card.nobodyCame
  // Without a shift that follows nobody is meant to take it now.
  if (item.raiseAt === null && item.takers.length === 0) return ''
  if (item.takers.length === 0) return isMine && item.what === 'promise' ? card.nobody : card.nobodyCame
  const names = item.takers.map((memberId) => nameOf(memberId, here))
  const list = new Intl.ListFormat(here.language, { type: 'disjunction' }).format(names)
  return fill(card.takers, { names: list })
}

/** What a button does, for whoever does not see what it stands beside. */
export const sayAct = (act: string, item: HandoverItem, here: Reading): string => {
  const { card } = say(here.language)
  const due = sayDue(item, here)
  return due ? fill(card.actOn, { act, kind: card.kinds[item.kind], due }) : `${act}: ${card.kinds[item.kind]}`
}
