import { day } from '#platform/clock'
import type { Language } from '#platform/words'
import type { WalkOptions } from '../browser.ts'

/** What differs from one walk of the main job to the next: who is there, with what device, and how it ends. */
export type Variant = {
  language: Language
  options: WalkOptions
  team: string
  /** The call comes while the console is locked. */
  locked: boolean
  endedBy: 'crew' | 'caller'
  /** What the crew calls her. */
  name: string
  /** How far the caller's clock is wrong, in milliseconds. */
  ahead: number
}

/** Every language at every size; every theme in both languages and at both sizes. */
export const variants: Variant[] = [
  {
    language: 'en',
    options: { viewport: 'phone', locale: 'en-US', theme: 'dark' },
    // 200 characters: the longest there may be.
    team: [...'Beside the River 🌊 بجانب النهر '].concat(Array.from({ length: 169 }, () => 'y')).join(''),
    locked: false,
    endedBy: 'crew',
    name: 'Ruth',
    ahead: 0,
  },
  {
    language: 'es',
    options: { viewport: 'desktop', locale: 'es-MX', theme: 'dark' },
    team: 'ⴰ',
    locked: true,
    endedBy: 'caller',
    name: '<i>روث</i> 🌊',
    ahead: day,
  },
  {
    language: 'en',
    options: { viewport: 'desktop', locale: 'en-US', theme: 'light' },
    team: 'Beside & <b>the</b> River',
    locked: false,
    endedBy: 'caller',
    name: 'R',
    ahead: -day,
  },
  {
    language: 'es',
    options: { viewport: 'phone', locale: 'es-MX', theme: 'light' },
    team: 'Junto al río '.padEnd(200, 'ñ'),
    locked: true,
    endedBy: 'crew',
    // 80 characters without a space: the longest there may be.
    name: 'Ñ'.repeat(80),
    ahead: 0,
  },
]
