import { day, later } from '#platform/clock'

/** As training has it. */
export type Standing = 'trainee' | 'experienced'

/** Characters of each field of the public form. */
export const longest = { name: 100, reach: 200, wish: 2000, when: 500, languages: 200 }
export type Field = keyof typeof longest
export const fields = Object.keys(longest) as Field[]
/** What somebody wrote who wants to help; only how to call and to reach them is needed. */
export type Application = Record<Field, string>
export type FormProblem = 'name' | 'reach' | 'too-long'

/** Why a form cannot be kept, or null. */
export function formProblem(application: Application): FormProblem | null {
  if (application.name.trim() === '') return 'name'
  if (application.reach.trim() === '') return 'reach'
  return fields.some((field) => application[field].length > longest[field]) ? 'too-long' : null
}

/** In order; what somebody is at says what was done last. */
export const states = ['new', 'read', 'talked', 'invited', 'training', 'ready', 'done', 'declined'] as const
export type State = (typeof states)[number]
/** Before somebody is in the team; each is reached by hand. */
export const handStates = ['new', 'read', 'talked', 'invited'] as const
export type HandState = (typeof handStates)[number]
/** Who has joined is linked to a member. */
export const isJoined = (state: State): boolean => state === 'training' || state === 'ready' || state === 'done'
export const isOver = (state: State): boolean => state === 'done' || state === 'declined'

export const openStates = states.filter((state) => !isOver(state))
/** In how many days the next step is due, by where somebody is. */
export type Days = Record<Exclude<State, 'done' | 'declined'>, number>
export const usualDays: Days = { new: 7, read: 7, talked: 7, invited: 7, training: 90, ready: 30 }
export const longestDays = 365

/** More than this wait: then the form asks people to come again later, so that nobody waits for nothing. */
export const mostOpen = 300
export const mostNotes = 200
/** An overdue step is called out again after so long. */
export const overdueAgain = day
/** How long what is over is kept. */
const kept: Record<'done' | 'declined', number> = { done: 30 * day, declined: 90 * day }

/** `from`: where somebody was who was not taken on. */
export type Card = { state: State; from: HandState | null; memberId: string | null }
export type CardEvent =
  | { kind: 'read' | 'talked' | 'invited' | 'declined' | 'seated' | 'back' }
  | { kind: 'joined'; memberId: string; standing: Standing }
  | { kind: 'stands'; standing: Standing }

const rank = (state: State): number => states.indexOf(state)
const isHand = (state: State): state is HandState => handStates.includes(state as HandState)
const at = (standing: Standing): 'training' | 'ready' => (standing === 'trainee' ? 'training' : 'ready')

/** What follows from an event; null when it cannot happen, or changes nothing. */
export function nextCard(card: Card, event: CardEvent): Card | null {
  const { state } = card
  switch (event.kind) {
    case 'read':
    case 'talked':
    case 'invited':
      return isHand(state) && rank(state) < rank(event.kind) ? { ...card, state: event.kind } : null
    case 'declined':
      return isHand(state) ? { ...card, state: 'declined', from: state } : null
    case 'joined':
      return isHand(state) ? { state: at(event.standing), from: null, memberId: event.memberId } : null
    case 'stands':
      return (state === 'training' || state === 'ready') && state !== at(event.standing)
        ? { ...card, state: at(event.standing) }
        : null
    case 'seated':
      return state === 'ready' ? { ...card, state: 'done' } : null
    case 'back':
      return before(card)
  }
}

/** One step back: what was said too early, or of somebody else. */
function before(card: Card): Card | null {
  const { state, from } = card
  if (state === 'declined') return { ...card, state: from!, from: null }
  if (state === 'done') return { ...card, state: 'ready' }
  if (isJoined(state)) return { state: 'invited', from: null, memberId: null }
  return state === 'new' ? null : { ...card, state: handStates[rank(state) - 1]! }
}

/** When the next step is due; null when there is none. */
export const dueIn = (state: State, days: Days, now: Date): Date | null =>
  state === 'done' || state === 'declined' ? null : later(now, days[state] * day)

/** When what is over goes; null while it is not. */
export const goesIn = (state: State, now: Date): Date | null =>
  state === 'done' || state === 'declined' ? later(now, kept[state]) : null

/** Who hears that a step is overdue: first its owner, from the next day on everybody who plans. */
export const hears = (told: number, ownerId: string | null): 'owner' | 'planners' =>
  told === 0 && ownerId !== null ? 'owner' : 'planners'

export type Planner = { memberId: string; coordinates: boolean; load: number }
/** Of those who plan: who coordinates before who does not, then who looks after fewest. null: nobody is left. */
export const ownerAmong = (planners: readonly Planner[]): string | null =>
  planners.toSorted(
    (a, b) => Number(b.coordinates) - Number(a.coordinates) || a.load - b.load || (a.memberId < b.memberId ? -1 : 1),
  )[0]?.memberId ?? null
