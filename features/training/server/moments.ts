import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { moment } from '#platform/moments'

/** Who has which skill changed, or will not hold as it did: ask `skillsAt` again. */
export const skillsChanged = moment<{ teamId: string }>('skills-changed')
/** Somebody may sit alone from now on, or may not any more. */
export const standingChanged = moment<{ teamId: string; memberId: string }>('standing-changed')

export type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }

/** Everybody who looks is shown it again. */
export function tell({ afterCommit, house }: Tx, teamId: string): void {
  afterCommit(() => house.live.changed(teamId, 'training', ''))
}
