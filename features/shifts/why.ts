import { isUnfinished, type Breach } from './problem.ts'
import type { WhyNot } from './views.ts'

/** A broken rule, as it is told to the one whom it concerns: times as text, nobody's id. Null: it is none of a single seat. */
export function whyOf(breach: Breach): WhyNot | null {
  switch (breach.kind) {
    case 'unavailable':
      return { kind: breach.kind, near: breach.near && [text(breach.near[0]), text(breach.near[1])] }
    case 'skill-missing':
      return { kind: breach.kind, skill: breach.skill }
    case 'skill-expired':
      return { kind: breach.kind, skill: breach.skill, until: text(breach.until) }
    case 'resting':
      return { kind: breach.kind, until: text(breach.until) }
    case 'language-missing':
      return { kind: breach.kind, language: breach.language === 'es' ? 'es' : 'en' }
    case 'rest':
      return { kind: breach.kind, needs: breach.needs, has: breach.has }
    case 'week-hours':
    case 'month-hours':
      return { kind: breach.kind, hours: breach.hours, cap: breach.cap }
    case 'month-shifts':
      return { kind: breach.kind, shifts: breach.shifts, cap: breach.cap }
    case 'nights-in-row':
    case 'days-in-row':
      return { kind: 'in-row' }
    case 'agreed-moved':
    case 'too-few-shifts':
      return null
    default:
      return { kind: breach.kind }
  }
}

const text = (at: number): string => new Date(at).toISOString()

/**
 * What keeps somebody from taking an open seat themselves. That they can at that time they say by taking it; that somebody else has to
 * sit there too keeps nobody from being the first, but whoever still learns, and where there is no room for anybody else.
 */
export const keepsFromSigningUp = (breach: Breach, places: number): boolean => {
  if (breach.kind === 'unavailable') return false
  if (breach.kind === 'alone') return places < 2
  return !isUnfinished(breach) || breach.kind === 'trainee-alone'
}

/** What keeps whoever plans from putting somebody there. In two places at once nobody is, whatever is meant anyway. */
export const keepsFromPlacing = (breach: Breach, anyway: boolean): boolean =>
  anyway ? breach.kind === 'overlap' : !isUnfinished(breach)
