import { choose, fill, type Language } from '#platform/words'
import { placeFrom, type Breach } from '#features/shifts/checks'
import type { Change } from '../changes.ts'
import type { Blocked, Reason, Why } from '../reasons.ts'
import type { Suggestion } from '../suggesting.ts'
import { words, type Words } from '../words.ts'
import type { Put } from './taking.ts'

export const say = (language: Language): Words => choose(language, words)

/** How this console calls people, seats and times. What comes from the server has ids only. */
export type Sayer = {
  language: Language
  name: (memberId: string) => string
  skill: (skillId: string) => string
  /** "Fri 4 Dec 20:00, Line 2", by a seat's name in the problem. */
  place: (seatId: string) => string
  /** "Fri 4 Dec 20:00", of the seat's shift. */
  when: (seatId: string) => string
  clock: (at: number) => string
  breach: (breach: Breach) => string
}

/** Where something is done that would fill a seat: another screen, or the board. */
export type Way = { words: string } & ({ path: string } | { puts: Put[] })
export type SaidSuggestion = { words: string; ways: Way[] }
export type SaidWhy = {
  seatId: string
  place: string
  reasons: string[]
  people: string[]
  suggestions: SaidSuggestion[]
}

export const sayWhy = (why: Why, sayer: Sayer): SaidWhy => ({
  seatId: why.seatId,
  place: sayer.place(why.seatId),
  reasons: why.reasons.map((reason) => sayReason(reason, why.seatId, sayer)),
  people: why.people.filter(({ breaches }) => breaches.length > 0).map((one) => sayBlocked(one, sayer)),
  suggestions: why.suggestions.map((one) => saySuggestion(one, why, sayer)),
})

const listed = (items: string[], language: Language): string =>
  new Intl.ListFormat(language, { type: 'conjunction' }).format(items)

function sayReason(reason: Reason, seatId: string, sayer: Sayer): string {
  const { language, skill, name } = sayer
  const { why } = say(language)
  const spoken = (code: string): string => why.languages[code as Language] ?? code
  const quoted = (skills: string[]): string[] => skills.map((one) => `“${skill(one)}”`)
  switch (reason.kind) {
    case 'nobody-has-skill':
      return fill(why.noSkill, { skill: skill(reason.skill) })
    case 'skill-expired':
      return fill(why.expired, { skill: skill(reason.skill), names: listed(reason.personIds.map(name), language) })
    case 'nobody-has-all':
      return fill(why.notAll, {
        what: listed([...quoted(reason.skills), ...reason.languages.map(spoken)], language),
      })
    case 'nobody-speaks':
      return fill(why.noLanguage, { language: spoken(reason.language) })
    case 'nobody-available': {
      const when = sayer.when(seatId)
      const asked = [...quoted(reason.skills), ...reason.languages.map(spoken)]
      return asked.length === 0
        ? fill(why.nobody, { when })
        : fill(why.nobodyWith, { when, what: listed(asked, language) })
    }
    case 'one-seat':
      return why.oneSeat
    case 'everybody-has-a-reason':
      return why.everybody
  }
}

const sayBlocked = ({ personId, breaches }: Blocked, sayer: Sayer): string =>
  fill(say(sayer.language).why.person, { name: sayer.name(personId), why: breaches.map(sayer.breach).join('; ') })

function saySuggestion({ seating, changes }: Suggestion, why: Why, sayer: Sayer): SaidSuggestion {
  const { could } = say(sayer.language).why
  const said = changes.map((change) => sayChange(change, why, sayer))
  const isOnBoard = changes.every(({ kind }) => kind === 'moved' || kind === 'seated-too')
  return {
    words: fill(could, { name: sayer.name(seating.personId), changes: listed(said, sayer.language) }),
    ways: isOnBoard ? [onTheBoard(seating, changes, sayer)] : waysOf(changes, sayer),
  }
}

/** Nobody has to decide anything elsewhere: it is put on the board, with the seats that change hands for it. */
function onTheBoard(seating: Suggestion['seating'], changes: Change[], sayer: Sayer): Way {
  const puts = changes.flatMap((change): Put[] => {
    if (change.kind === 'moved') return [{ ...placeFrom(change.seatId), memberId: change.to }]
    return change.kind === 'seated-too' ? [{ ...placeFrom(change.seatId), memberId: change.personId }] : []
  })
  const put: Put = { ...placeFrom(seating.seatId), memberId: seating.personId }
  return { words: say(sayer.language).why.go.board, puts: [...puts, put] }
}

function waysOf(changes: Change[], { language, name }: Sayer): Way[] {
  const { go } = say(language).why
  const ways = changes.flatMap((change): Way[] => {
    if (change.kind === 'available')
      return [{ words: fill(go.available, { name: name(change.personId) }), path: 'roster/people' }]
    if (change.kind === 'cap') return [{ words: go.cap, path: 'roster/rules' }]
    return change.kind === 'skill-confirmed'
      ? [{ words: fill(go.skill, { name: name(change.personId) }), path: `training/${change.personId}` }]
      : []
  })
  return ways.filter((way, at) => ways.findIndex((other) => other.words === way.words) === at)
}

function sayChange(change: Change, { people }: Why, sayer: Sayer): string {
  const { change: forms } = say(sayer.language).why
  const round = (value: number): string =>
    new Intl.NumberFormat(sayer.language, { maximumFractionDigits: 1 }).format(value)
  switch (change.kind) {
    case 'available':
      return sayFree(change, people.find(({ personId }) => personId === change.personId)?.breaches ?? [], sayer)
    case 'cap':
      return fill(forms[change.cap], { by: round(change.by), to: round(change.to) })
    case 'skill-confirmed':
      return fill(forms.skill, { skill: sayer.skill(change.skill) })
    case 'moved':
      return fill(forms.moved, {
        name: sayer.name(change.to),
        from: sayer.name(change.from),
        place: sayer.place(change.seatId),
      })
    case 'seated-too':
      return fill(forms.too, { name: sayer.name(change.personId), place: sayer.place(change.seatId) })
  }
}

type Free = Extract<Change, { kind: 'available' }>
/** At which end of the shift they are missing, when it is one: "if they could start at 20:00". */
function sayFree({ from, to, minutes }: Free, breaches: Breach[], { language, clock }: Sayer): string {
  const { change: forms } = say(language).why
  const near = breaches.find((one) => one.kind === 'unavailable')?.near ?? null
  const values = { from: clock(from), to: clock(to), minutes }
  if (near && near[0] > from && near[1] >= to) return fill(forms.from, values)
  if (near && near[0] <= from && near[1] < to) return fill(forms.until, values)
  return fill(forms.between, values)
}
