import { moment } from '#platform/moments'

/** Somebody left the team, or lost their keys: whatever was shared with them must be shared anew with the others. */
export const memberRemoved = moment<{ teamId: string; memberId: string }>('member-removed')
/** Somebody is in the team from now on (again, when they came back with new keys). */
export const memberJoined = moment<{ teamId: string; memberId: string }>('member-joined')
