import { minute, second } from '#platform/clock'
import { isOpen, type RingState } from './rings.ts'

/** How a line asks, as the line says it (see lines). Seconds after the first ring; `perPerson`: contacts one person holds and still counts as free. */
export type Asking = {
  asking: 'waves' | 'all'
  first: number
  freeAfter: number
  everyoneAfter: number
  notifyAfter: number
  perPerson: number
  /** Whom the first wave looks for; each step only when nobody of those before it can be asked. Left out: everybody alike. */
  order?: readonly Step[] | undefined
  /** Practice: coordinators and stewards are not called to help, however long nobody answers. */
  quiet?: boolean
}
/** `line`, `pair`: who sits in such a seat now. `everybody`: whoever is on duty. Or whoever has this skill now. */
export type Step = 'line' | 'pair' | 'everybody' | { skill: string }
export const usualAsking: Asking = {
  asking: 'waves',
  first: 2,
  freeAfter: 20,
  everyoneAfter: 40,
  notifyAfter: 60,
  perPerson: 2,
}

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
  /** The seat they sit in on this line; none where clocking in is enough. */
  seat?: 'line' | 'pair'
  /** Sits beside somebody experienced, and learns: never asked first, never asked alone. */
  learns?: boolean
  /** Codes of what they can now, where a step asks for it. */
  skills?: ReadonlySet<string>
}
/** `since`: when it was last asked, answered or stopped. */
export type Ring = { memberId: string; state: RingState; since: number }

/** `few`: those longest idle. `free`: everybody who has room. `duty`: everybody on duty. */
export type Wave = { ask: 'few' | 'free' | 'duty'; notify: boolean; lasts: number }

/** A person who said "not now" is left in peace this long. */
export const peaceAfterNotNow = 2 * minute
/** How often a contact that nobody took is asked around again, for ever: it may not fall silent. */
const again = minute

/** The waves of one ringing, each with how long it lasts; the last one comes again and again. Never empty, no wave without time. */
export function wavesOf(asking: Asking, purpose: Purpose): Wave[] {
  const { freeAfter, everyoneAfter, notifyAfter } = asking
  const duty: Wave = { ask: 'duty', notify: false, lasts: (notifyAfter - everyoneAfter) * second }
  const free: Wave = { ask: 'free', notify: false, lasts: (everyoneAfter - freeAfter) * second }
  const last: Wave = { ask: 'duty', notify: !asking.quiet, lasts: again }
  if (purpose === 'offer')
    return [
      { ...free, lasts: 20 * second },
      { ...duty, lasts: again },
    ]
  if (purpose === 'handover') return [{ ...free, lasts: 20 * second }, { ...duty, lasts: 20 * second }, last]
  if (asking.asking === 'all') return withTime([{ ...duty, lasts: notifyAfter * second }, last])
  return withTime([{ ask: 'few', notify: false, lasts: freeAfter * second }, free, duty, last])
}

export const waveOf = (asking: Asking, purpose: Purpose, number: number): Wave => {
  const waves = wavesOf(asking, purpose)
  return waves[Math.min(number, waves.length - 1)]!
}

const withTime = (waves: Wave[]): Wave[] => waves.filter((wave) => wave.lasts > 0)

/** May be asked at all: on duty, not on a break, and some way of being heard. */
export const canBeAsked = (person: Person): boolean => !person.onBreak && (person.reachable || person.canBeWoken)
export const isFree = (person: Person, asking: Asking): boolean => canBeAsked(person) && person.busy < asking.perPerson

/**
 * Whom a wave asks, longest idle first. The first few are people who speak the caller's language, if anybody free does, and of
 * those whom the line's order looks for first. Whoever learns is not among the first.
 */
export function whom(wave: Wave, crew: readonly Person[], caller: { asking: Asking; language: string }): Person[] {
  const { asking, language } = caller
  const able = crew.filter((person) => (wave.ask === 'duty' ? canBeAsked(person) : isFree(person, asking)))
  const inOrder = able.toSorted(longestIdleFirst)
  if (wave.ask !== 'few') return inOrder
  const experienced = inOrder.filter((person) => !person.learns)
  const reachable = experienced.filter((person) => person.reachable)
  const heard = reachable.length > 0 ? reachable : experienced
  const speakers = heard.filter((person) => person.languages.includes(language))
  return soughtFirst(speakers.length > 0 ? speakers : heard, asking.order ?? []).slice(0, asking.first)
}

/** Those whom the first step finds that finds anybody; when none does, all of them. */
function soughtFirst(people: Person[], order: readonly Step[]): Person[] {
  for (const step of order) {
    const found = people.filter((person) => isSought(person, step))
    if (found.length > 0) return found
  }
  return people
}

const isSought = ({ seat, skills }: Person, step: Step): boolean =>
  typeof step === 'object' ? (skills?.has(step.skill) ?? false) : step === 'everybody' || step === seat

/** Of those asked, who would be asked alone: people who learn, while nobody experienced is asked as well. */
export function withoutCompany(asked: readonly string[], crew: readonly Person[]): readonly string[] {
  const learners = new Set(crew.filter((person) => person.learns).map((person) => person.memberId))
  return asked.every((memberId) => learners.has(memberId)) ? asked : []
}

/** Whether a ring would find somebody who may answer it: not only people who sit beside and learn. */
export const hasCompany = (crew: readonly Person[]): boolean => crew.some((one) => !one.learns && canBeAsked(one))

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
