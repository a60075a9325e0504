import { minute, second } from '#platform/clock'
import { isOpen, type RingState } from './rings.ts'

/** How a line asks: a few people first, or all at once. */
export type Asking = 'waves' | 'all'
/** What the present ringing is for: a first answer, somebody to follow a responder who vanished, or one who asked to hand over. */
export type Purpose = 'answer' | 'handover' | 'offer'

/** Somebody on duty for the line, as the moment sees them. Times are milliseconds since 1970. */
export type Person = {
  memberId: string
  onBreak: boolean
  /** A live console on any process, or a push acknowledged within the last minute. */
  reachable: boolean
  /** A device that can at least be woken by a push. Asked, but not counted until it answers. */
  canBeWoken: boolean
  languages: readonly string[]
  /** Contacts they hold now. */
  busy: number
  idleSince: number
}
/** `since`: when it was last asked, answered or stopped. */
export type Ring = { memberId: string; state: RingState; since: number }

export type Wave = { ask: 'two' | 'free' | 'duty'; notify: boolean; lasts: number }

/** Contacts one person may hold and still count as free. */
export const contactsAtOnce = 2
/** A person who said "not now" is left in peace this long. */
export const peaceAfterNotNow = 2 * minute

const everybody = { ask: 'duty', notify: false, lasts: 20 * second } as const
/** The last wave of a contact nobody answered comes again and again: it may never fall silent. */
const everybodyAndTheTeam = { ask: 'duty', notify: true, lasts: minute } as const
const free = { ask: 'free', notify: false, lasts: 20 * second } as const

const plans: Record<Asking, Record<Purpose, readonly Wave[]>> = {
  waves: {
    answer: [{ ask: 'two', notify: false, lasts: 20 * second }, free, everybody, everybodyAndTheTeam],
    handover: [free, everybody, everybodyAndTheTeam],
    offer: [free, { ...everybody, lasts: 100 * second }],
  },
  all: {
    answer: [{ ...everybody, lasts: minute }, everybodyAndTheTeam],
    handover: [{ ...everybody, lasts: 40 * second }, everybodyAndTheTeam],
    offer: [{ ...everybody, lasts: 2 * minute }],
  },
}

export const wavesOf = (asking: Asking, purpose: Purpose): readonly Wave[] => plans[asking][purpose]
export const waveOf = (asking: Asking, purpose: Purpose, number: number): Wave => {
  const waves = wavesOf(asking, purpose)
  return waves[Math.min(number, waves.length - 1)]!
}

/** May be asked at all: on duty, not on a break, and some way of being heard. */
export const canBeAsked = (person: Person): boolean => !person.onBreak && (person.reachable || person.canBeWoken)
export const isFree = (person: Person): boolean => canBeAsked(person) && person.busy < contactsAtOnce

/** Whom a wave asks, longest idle first. People who speak the caller's language come before all others. */
export function whom(wave: Wave, crew: readonly Person[], language: string): Person[] {
  const able = crew.filter(wave.ask === 'duty' ? canBeAsked : isFree).toSorted(longestIdleFirst)
  if (wave.ask !== 'two') return able
  const reachable = able.filter((person) => person.reachable)
  const heard = reachable.length > 0 ? reachable : able
  const speakers = heard.filter((person) => person.languages.includes(language))
  return (speakers.length > 0 ? speakers : heard).slice(0, 2)
}

/** Which of `people` get a new ring now: nobody twice, and nobody who just said "not now". */
export const toAsk = (people: readonly Person[], rings: ReadonlyMap<string, Ring>, at: number): Person[] =>
  people.filter(({ memberId }) => {
    const ring = rings.get(memberId)
    if (!ring) return true
    if (ring.state === 'declined') return at - ring.since >= peaceAfterNotNow
    return !isOpen(ring.state) && ring.state !== 'claimed' && ring.state !== 'left'
  })

/** "We are asking N people": open rings of people who can hear them. */
export const countAsked = (rings: Iterable<Ring>, crew: readonly Person[]): number => {
  const heard = new Set(crew.filter((person) => person.reachable && !person.onBreak).map((person) => person.memberId))
  return [...rings].filter((ring) => isOpen(ring.state) && heard.has(ring.memberId)).length
}

const longestIdleFirst = (one: Person, other: Person): number =>
  one.idleSince - other.idleSince || (one.memberId < other.memberId ? -1 : 1)
