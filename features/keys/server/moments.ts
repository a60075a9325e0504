import { moment } from '#platform/moments'

/** Somebody left the team, or lost their keys: whatever was shared with them must be shared anew with the others. */
export const memberRemoved = moment<{ teamId: string; memberId: string }>('member-removed')
/** Somebody stays in the team with fewer roles, and left a circle: what was shared with that circle must be shared anew. */
export const circleLeft = moment<{ teamId: string; memberId: string }>('circle-left')
/** Somebody is in the team from now on (again, when they came back with new keys). */
export const memberJoined = moment<{ teamId: string; memberId: string }>('member-joined')
