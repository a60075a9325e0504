import type { AfterCommit } from '#platform/database'
import type { House } from '#platform/house'

/** Everybody's team page is asked for again once this is committed. */
export function announce(house: House, afterCommit: AfterCommit, teamId: string): void {
  afterCommit(() => house.live.changed(teamId, 'team', ''))
}

/** The stewards' pages and the newcomer's are asked for again once this is committed. */
export function announceJoining(
  house: House,
  afterCommit: AfterCommit,
  { teamId, invitationId }: { teamId: string; invitationId: string },
): void {
  announce(house, afterCommit, teamId)
  afterCommit(() => house.live.changed(teamId, 'joining', invitationId))
}
