import { isLanguage, negotiate, type Language } from '#platform/words'

export type Theme = 'auto' | 'day' | 'night'
/** What this device remembers. Nothing secret, nothing about anybody. */
export type Preferences = {
  language: Language
  theme: Theme
  lockMinutes: number
  /** Whether one key alone does something. Off for whoever dictates, or whose hands press keys unasked (WCAG 2.1.4). */
  singleKeys: boolean
}

export const themes: readonly Theme[] = ['auto', 'day', 'night']
export const lockChoices: readonly number[] = [2, 5, 10, 20, 30]

type Shelf = Pick<Storage, 'getItem' | 'setItem'>
const place = 'beside.preferences'

/** Reads them back, taking nothing on trust; anything unreadable is as if never chosen. */
export function readPreferences(shelf: Shelf | null, spoken: readonly string[]): Preferences {
  const kept = parse(shelf)
  return {
    language: isLanguage(kept.language) ? kept.language : negotiate(spoken.join(',')),
    theme: themes.find((theme) => theme === kept.theme) ?? 'auto',
    lockMinutes: lockChoices.find((minutes) => minutes === kept.lockMinutes) ?? 10,
    singleKeys: kept.singleKeys !== false,
  }
}

/** A full or forbidden shelf only means that the choice lasts until the page is closed. */
export function keepPreferences(shelf: Shelf | null, preferences: Preferences): void {
  try {
    shelf?.setItem(place, JSON.stringify(preferences))
  } catch {
    return
  }
}

type Kept = { language?: string; theme?: string; lockMinutes?: number; singleKeys?: boolean }

function parse(shelf: Shelf | null): Kept {
  try {
    const kept: unknown = JSON.parse(shelf?.getItem(place) ?? '{}')
    return typeof kept === 'object' && kept !== null ? kept : {}
  } catch {
    return {}
  }
}
