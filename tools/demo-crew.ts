import { orderedId, randomId } from '#platform/ids'
import type { Language } from '#platform/words'
import { later } from '#platform/clock'
import { words } from '../features/keys/words.ts'
import { sayHard, thank } from '../features/care/browser/acts.ts'
import { send } from '../features/newcomers/browser/public/send.ts'
import { claim, confirm, mark, putSkills, savePath, setStanding } from '../features/training/browser/acts.ts'
import { startingPath, startingSkills } from '../features/training/browser/starting.ts'
import type { DemoCrew } from './demo-roster.ts'
import { ConsolePerson, type Send } from './founding.ts'

/*
 * What a crew has that has worked for a while: skills, a newcomer on their path, somebody who wants to help, a hard night and a word
 * of thanks. Everything is sealed at the console of whoever it is from.
 */

const day = 24 * 60 * 60_000

/** Skills of several people, one about to end and one to look at; a path, on which Sam is. */
export async function train({ amara, dee, mateo, ines, sam }: DemoCrew, now: Date, language: Language): Promise<void> {
  const skills = startingSkills().map((skill) => ({ ...skill, skillId: orderedId(now.getTime()) }))
  await putSkills(amara, skills)
  const [deEscalation, firstAid, naloxone, , , spanish] = skills.map(({ skillId }) => skillId)
  const has = (of: ConsolePerson, skillId: string | undefined, days: number | null): Promise<unknown> =>
    confirm(
      amara,
      { memberId: of.memberId, skillId: skillId! },
      { expiresAt: days === null ? null : later(now, days * day).toISOString() },
    )
  await has(dee, deEscalation, null)
  await has(dee, naloxone, 20)
  await has(mateo, spanish, null)
  await has(mateo, firstAid, 400)
  await has(ines, spanish, null)
  await claim(ines, firstAid!)
  const path = startingPath()
  await savePath(amara, { version: 0, ...path })
  await setStanding(amara, sam.memberId, { standing: 'trainee', ownerId: amara.memberId })
  const [welcome, policies, , , shadow] = path.steps
  await mark(amara, { memberId: sam.memberId, stepId: welcome!.stepId }, words[language].demo.mark)
  await mark(sam, { memberId: sam.memberId, stepId: policies!.stepId })
  await mark(amara, { memberId: sam.memberId, stepId: shadow!.stepId })
}

/** Somebody fills in the public form, as its script does. */
export async function wantsToHelp(by: Send, language: Language): Promise<void> {
  const { api } = new ConsolePerson('', [], by)
  const form = new FormData()
  const { name, reach, wish, when } = words[language].demo.newcomer
  const written = { id: randomId(), name, reach, wish, when, languages: '' }
  for (const [field, text] of Object.entries(written)) form.set(field, text)
  await send(api, form)
}

/** The last night that Dee and Mateo worked was hard for Dee, and Dee thanks Mateo. */
export async function lookAfter({ dee, mateo }: DemoCrew, shiftId: string, language: Language): Promise<void> {
  const me = { memberId: dee.memberId } as Parameters<typeof thank>[0]['me']
  await sayHard(dee, { shiftId, memberId: dee.memberId })
  await thank(
    { api: dee.api, keyring: dee.keyring, me },
    { shiftId, toId: mateo.memberId, written: words[language].demo.thanks },
  )
}
