import { demand } from '#platform/envelope/errors'
import type { Recipient } from '#platform/envelope/identity'
import { circles, type Circle } from '#platform/envelope/roster'
import type { Team } from './team.ts'

/** The newest recipients of these members and circles, by the verified rosters: the server never supplies one. Throws `reader.unknown`. */
export const recipientsFor = (team: Team, readers: readonly string[]): Recipient[] =>
  [...new Set(readers)].map((reader) => {
    const [what, which = ''] = reader.split(':')
    if (what === 'circle' && circles.includes(which as Circle)) return team.newest(which as Circle).recipient
    const member = what === 'member' ? team.member(which) : null
    demand(member, 'reader.unknown')
    return member.enc
  })
