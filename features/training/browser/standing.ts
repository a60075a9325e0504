import type { Desk } from '#features/keys/browser'
import { overOf, walkedSteps } from './people.ts'
import type { PersonView } from '../wire.ts'
import { fill, nameOf, say, sayDate } from './saying.ts'
import type { Training } from './training.ts'

type Here = Pick<Desk, 'language' | 'team' | 'keyring'>
type Known = Pick<Training, 'pathAt' | 'path'>

/** Whether somebody may sit alone: always, while the team has no path. */
export const isTrainee = ({ walk }: PersonView, { path }: Known): boolean =>
  path !== null && walk?.standing === 'trainee'

/** In few words: "Experienced", "In training, 3 of 6 steps". */
export function sayStanding(person: PersonView, training: Known, { language }: Pick<Desk, 'language'>): string {
  const { standing } = say(language)
  const { walk } = person
  if (!walk || !isTrainee(person, training)) return standing.experienced
  const steps = walkedSteps(person, training.pathAt(walk.version), 0)
  return fill(standing.progress, { done: overOf(steps), all: steps.length })
}

/** Where somebody stands and why, in a sentence. */
export function explainStanding(person: PersonView, training: Known, desk: Here): string {
  const { standing, mine } = say(desk.language)
  const { walk } = person
  if (!training.path) return mine.noPath
  if (!walk || (walk.byHand && walk.setBy === null)) return standing.wasHere
  const told = { name: nameOf(walk.setBy, desk), date: sayDate(walk.setAt, desk) }
  if (walk.byHand) return fill(standing.byHand, told)
  return walk.standing === 'experienced' ? fill(standing.finished, told) : `${sayStanding(person, training, desk)}.`
}
