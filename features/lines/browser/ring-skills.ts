import { getContext, setContext } from 'svelte'
import { readable, type Readable } from 'svelte/store'
import type { Desk } from '#features/keys/browser'
import type { Language } from '#platform/words'

/** A skill of the team, in words where they open. */
export type RingSkill = { skillId: string; name: (language: Language) => string }

/** Whom a line rings first may depend on skills, which a later feature knows. Given once by the console, which knows every feature. */
export const ringSkills: { of: ((desk: Desk) => Readable<RingSkill[]>) | null } = { of: null }

const key = Symbol('skills for ringing')

/** For every part of the editor below; without it (in the set-up) no skill is offered. */
export const offerSkills = (desk: () => Desk): void => void setContext(key, ringSkills.of?.(desk()) ?? readable([]))
export const skillsOffered = (): Readable<RingSkill[]> => getContext(key) ?? readable([])
