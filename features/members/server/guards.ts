import type { Guard, Member, Stranger } from '#platform/visitors'
import type { Permission } from '../rules.ts'

/** Anybody with a living session in the team. */
export const anyMember: Guard<Member> = { name: 'a member', admit: (visitors) => visitors.member ?? null }

/** A member whose roles give them this permission (rules.ts holds the table). */
export const may = (permission: Permission): Guard<Member> => ({
  name: `a member who may ${permission}`,
  admit: ({ member }) => (member?.permissions.has(permission) ? member : null),
})

/** Everybody; members are known as such. For the one question a console asks before it knows who is there. */
export const whoever: Guard<Member | Stranger> = {
  name: 'whoever it is',
  admit: ({ member }) => member ?? { kind: 'stranger' },
}
