import type { Keyring } from '#features/keys/browser'
import { base64url, fromBase64url, text, utf8 } from '#platform/envelope/bytes'
import { pad, unpad } from '#platform/envelope/padding'
import { isLanguage, type Language } from '#platform/words'

/** What people wrote, in one language or both. */
export type Named = Partial<Record<Language, string>>
export type StepWords = { name: Named; note: Named }
/** By step. */
export type PathWords = Record<string, StepWords>
type Circle = Pick<Keyring, 'sealToCircle' | 'openForCircle'>

/* Each says inside what it is of, so that a server that swaps two of them is noticed. A note is of one member and one skill. */
const skillLabel = (skillId: string): string => `training skill ${skillId}`
const pathLabel = 'training path'
export const skillNote = (memberId: string, skillId: string): string => `training note ${memberId} ${skillId}`
export const markNote = (memberId: string, stepId: string): string => `training mark ${memberId} ${stepId}`

/** For everybody in the team. */
export const sealSkill = (keyring: Circle, skillId: string, name: Named): Promise<string> =>
  seal(keyring, 'responders', { about: skillLabel(skillId), what: tidy(name) })

export async function openSkill(keyring: Circle, skillId: string, sealed: string): Promise<Named> {
  return asNamed(await open(keyring, sealed, skillLabel(skillId)))
}

export const sealPath = (keyring: Circle, words: PathWords): Promise<string> =>
  seal(keyring, 'responders', { about: pathLabel, what: words })

export async function openPath(keyring: Circle, sealed: string): Promise<PathWords> {
  const words = Object.entries((await open(keyring, sealed, pathLabel)) as Record<string, Partial<StepWords> | null>)
  return Object.fromEntries(
    words.map(([stepId, step]) => [stepId, { name: asNamed(step?.name), note: asNamed(step?.note) }]),
  )
}

/** For coordinators and stewards: whoever it is about is not among its readers, unless they are one. */
export const sealNote = (keyring: Circle, about: string, note: string): Promise<string> =>
  seal(keyring, 'coordinators', { about, what: note })

export async function openNote(keyring: Circle, about: string, sealed: string): Promise<string> {
  return String(await open(keyring, sealed, about))
}

async function seal(
  keyring: Circle,
  circle: 'responders' | 'coordinators',
  { about, what }: { about: string; what: unknown },
): Promise<string> {
  return base64url(await keyring.sealToCircle(circle, pad(utf8(JSON.stringify(what))), about))
}

async function open(keyring: Circle, sealed: string, about: string): Promise<unknown> {
  return JSON.parse(text(unpad(await keyring.openForCircle(fromBase64url(sealed), about))))
}

/** Whoever holds the circle's public key could have sealed anything: only words in our languages are taken from it. */
const asNamed = (value: unknown): Named =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Record<string, unknown>).filter(
      ([language, written]) => isLanguage(language) && typeof written === 'string',
    ),
  )

/** Without spaces around, and without the languages in which nothing was written. */
export const tidy = (name: Named): Named =>
  Object.fromEntries(
    Object.entries(name)
      .map(([language, written]) => [language, written.trim()])
      .filter(([, written]) => written !== ''),
  )

export const isNamed = (name: Named): boolean => Object.keys(tidy(name)).length > 0

/** In the reader's language, or in the one there is; '' for neither. */
export const inWords = (name: Named | null | undefined, language: Language): string =>
  name ? (tidy(name)[language] ?? Object.values(tidy(name))[0] ?? '') : ''
