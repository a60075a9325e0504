import { readChoice, Ringer, keepChoice, type SoundChoice } from './sound.ts'

const shelf = (): Storage | null => {
  try {
    return globalThis.localStorage ?? null
  } catch {
    return null
  }
}
const prefersStillness = (): boolean => globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false

let choice: SoundChoice | null = null

export const soundChoice = (): SoundChoice => (choice ??= readChoice(shelf(), prefersStillness()))

export function chooseSound(next: SoundChoice): void {
  choice = next
  keepChoice(shelf(), next)
}

/** The one bell of this console: the ring bar sounds it, a click anywhere may wake it. */
export const ringer = new Ringer(soundChoice)
