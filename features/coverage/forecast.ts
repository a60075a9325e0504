/**
 * How likely it is that a ring goes unanswered in a shift. Arithmetic on shares and rates; what it is told is what it knows, and
 * every answer says whether it rests on the line's own numbers or on an assumption.
 */
export type Answering = {
  /** The share of rings that this person answered while on duty; null when it is not known (enough). */
  answers: number | null
}

/** Assumed of somebody whose own share is not known: on duty, awake, with a telephone, four rings in five. */
export const assumedAnswers = 0.8

export type RingForecast = { unanswered: number; isAssumed: boolean }

/** The chance that nobody of these answers one ring, when all are asked. */
export function unansweredRing(people: readonly Answering[]): RingForecast {
  const isAssumed = people.some(({ answers }) => answers === null)
  return { unanswered: people.reduce((all, { answers }) => all * (1 - (answers ?? assumedAnswers)), 1), isAssumed }
}

/** What one more person would change, somebody of whom nothing is known. */
export const withOneMore = (people: readonly Answering[]): RingForecast =>
  unansweredRing([...people, { answers: null }])

/** A share counts as known from so many rings; fewer say more about chance than about a person. */
const knownFrom = 10
export const answersOf = ({ rung, answered }: { rung: number; answered: number }): Answering => ({
  answers: rung < knownFrom ? null : answered / rung,
})

/** A line in a shift: contacts an hour, minutes each, minutes somebody waits before they leave. */
export type Load = { perHour: number; minutes: number; patience: number }
export type Waiting = {
  /** The share that finds nobody free. */
  waits: number
  /** The share that leaves before anybody is free. */
  leaves: number
  /** Mean minutes until somebody is free, of everybody. */
  meanMinutes: number
}

/** How many contacts at once there are on average. */
export const offered = ({ perHour, minutes }: Load): number => (perHour * minutes) / 60

/**
 * Erlang A: people arrive at random, each takes a while, whoever waits leaves at random (Palm 1957; Garnett, Mandelbaum and
 * Reiman 2002). With nobody there, everybody leaves.
 */
export function erlangA(people: number, load: Load): Waiting {
  if (load.perHour <= 0) return { waits: 0, leaves: 0, meanMinutes: 0 }
  if (people <= 0) return { waits: 1, leaves: 1, meanMinutes: load.patience }
  const arrive = load.perHour / 60
  const [serve, leave] = [1 / load.minutes, 1 / load.patience]
  // Weights of every state, each from the one before, until they no longer count.
  let [weight, sum, waiting, busy] = [1, 1, 0, 0]
  for (let state = 1; state < 100_000; state++) {
    const left = Math.max(0, state - people)
    weight *= arrive / (Math.min(state, people) * serve + left * leave)
    sum += weight
    waiting += weight * left
    if (state >= people) busy += weight
    if (state > people && weight < sum * 1e-14) break
  }
  const leaves = (waiting / sum) * (leave / arrive)
  return { waits: busy / sum, leaves, meanMinutes: waiting / sum / arrive }
}

/** Erlang C: nobody leaves (Erlang 1917). `null` when there are too few people for the line ever to catch up. */
export function erlangC(people: number, load: Load): Omit<Waiting, 'leaves'> | null {
  const busy = offered(load)
  if (load.perHour <= 0) return { waits: 0, meanMinutes: 0 }
  if (people <= busy) return null
  // Erlang B by recursion, which does not overflow.
  let blocked = 1
  for (let n = 1; n <= people; n++) blocked = (busy * blocked) / (n + busy * blocked)
  const waits = blocked / (1 - (busy / people) * (1 - blocked))
  return { waits, meanMinutes: (waits * load.minutes) / (people - busy) }
}

/** The fewest people with whom no more than this share leaves unanswered. */
export function peopleFor(load: Load, mostLeave: number): number {
  let people = 1
  while (people < 500 && erlangA(people, load).leaves > mostLeave) people++
  return people
}
