/** Who may be at the door. One browser can be a member and a caller at once (a volunteer trying the line). */
export type Member = {
  kind: 'member'
  teamId: string
  memberId: string
  sessionId: string
  permissions: ReadonlySet<string>
}
export type Caller = { kind: 'caller'; teamId: string; contactId: string }
export type Stranger = { kind: 'stranger' }
export type Visitor = Member | Caller | Stranger
export type Visitors = { member?: Member; caller?: Caller }

/**
 * What somebody brings: cookies (a console) and a bearer token (a caller's page, which keeps nothing on the device).
 * `known`: which member a socket was found to be, when it is asked about again. Only this process says so, never a request. A
 * socket keeps the cookie it came with for ever, and the browser has been given others since.
 */
export type Credentials = {
  cookies: Record<string, string>
  bearer?: string
  known?: Pick<Member, 'teamId' | 'sessionId'>
}

/**
 * Who may enter. There is no default: a route, message or topic without a guard does not type-check.
 * `admit` returns the visitor as the handler sees them, or null: not allowed.
 */
export type Guard<V extends Visitor> = { name: string; admit: (visitors: Visitors) => V | null }

export const anyone: Guard<Stranger> = { name: 'anyone', admit: () => ({ kind: 'stranger' }) }
