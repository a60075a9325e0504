import { randomToken } from '#platform/ids'
import { ApiError, makeApi, type Api } from '#platform/browser/api'
import { KeyringCore } from '../features/keys/browser/core/core.ts'
import { foundTeam, newTeam } from '../features/keys/browser/founding.ts'
import { learn } from '../features/keys/browser/learning.ts'
import { bring, commitTo, enterTeam, lookAt, reveal, stateOf } from '../features/keys/browser/newcomer.ts'
import {
  ask,
  change,
  cosign,
  digitsFor,
  invite,
  letIn,
  sayMatch,
  secretsOf,
} from '../features/keys/browser/stewarding.ts'
import type { InvitationView, TeamPageView, TeamRole } from '../features/keys/wire.ts'
import type { WayIn } from '../features/members/wire.ts'

/*
 * People at their consoles, without browsers: they found a team and join it over HTTP with real keys, exactly as the pages
 * do (the same functions). For the demo, tests and benches. Their two ways in are a paper key, and a sign-in name whose
 * secret is random instead of following from a passphrase, because argon2 takes a second.
 */

/** Sends a request to the server as one of its own pages would (with Origin). */
export type Send = (path: string, init: RequestInit) => Response | Promise<Response>

export class ConsolePerson {
  readonly name: string
  readonly keyring = new KeyringCore()
  readonly api: Api
  roles: TeamRole[]
  teamId = ''
  memberId = ''
  /** The paper key as it is printed: one paste signs in. */
  paperKey = ''
  cookie = ''
  #send: Send

  constructor(name: string, roles: TeamRole[], send: Send) {
    this.name = name
    this.roles = roles
    this.#send = send
    this.api = makeApi({
      language: () => 'en',
      offline: () => 'offline',
      fetch: (url, init) => this.fetch(String(url), init),
    })
  }

  /** A request with this person's session, which follows what the server makes of it. */
  fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    if (this.cookie) headers.set('cookie', this.cookie)
    const answer = await this.#send(path, { ...init, headers })
    const given = answer.headers.getSetCookie().map((one) => one.split(';')[0]!)
    if (given.length > 0) this.cookie = given.at(-1)!
    return answer
  }

  /** Two ways in that nobody has to remember. */
  async makeWaysIn(): Promise<{ waysIn: WayIn[]; recipients: string[] }> {
    const { text, ...paper } = await this.keyring.newPaperKey()
    this.paperKey = text
    const { recipient } = await this.keyring.passkey(crypto.getRandomValues(new Uint8Array(32)))
    const totpSeed = 'A'.repeat(32)
    const handle = `${this.name} ${randomToken(4)}`
    const waysIn: WayIn[] = [
      { kind: 'paper', ...paper },
      { kind: 'passphrase', handle, signInSecret: randomToken(), recipient, totpSeed },
    ]
    return { waysIn, recipients: waysIn.map((way) => way.recipient) }
  }

  /** Signs in with the paper key, opens the vault and learns the team: what a new device does. */
  async signIn(): Promise<void> {
    const { lookup, signInSecret } = await this.keyring.paperKey(this.paperKey)
    await this.api.post('/api/sign-in/paper-key', { lookup, signInSecret })
    const { vault, team, member } = await this.api.get<{ vault: { file: string }; team: string; member: string }>(
      '/api/keys',
    )
    await this.keyring.openVault({ team, member, file: vault.file })
    await learn(this)
  }
}

export type TeamPlan = { name: string; languages: ('en' | 'es')[]; timeZone: string }

/** The first steward founds the team with the token of the one-time link. */
export async function found(
  first: ConsolePerson,
  given: { token: string; origin: string; team: TeamPlan },
): Promise<string> {
  const { teamId, memberId } = newTeam()
  await first.api.post('/api/set-up/address', { token: given.token, origin: given.origin })
  const ways = await first.makeWaysIn()
  const team = { teamId, ...given.team }
  await foundTeam(first, { token: given.token, origin: given.origin, team, memberId, name: first.name, ...ways })
  Object.assign(first, { teamId, memberId })
  await takeRoles(first)
  return teamId
}

/** The founder's roles are signed like anybody's, when they are not what a founding gives. */
async function takeRoles(first: ConsolePerson): Promise<void> {
  const { stewards } = await first.keyring.rosters()
  const held = stewards.members[0]!.roles
  if ([...held].sort().join() === [...first.roles].sort().join()) return
  await change(first, { kind: 'roles', member: first.memberId, roles: first.roles })
}

/** Invites, compares six digits, signs; a second steward signs too when that is needed. `member`: one who lost everything. */
export async function join(
  newcomer: ConsolePerson,
  stewards: readonly ConsolePerson[],
  member?: string,
): Promise<void> {
  const [steward, second] = stewards
  if (!steward) throw new Error('somebody must invite')
  const link = await invite(steward, { roles: newcomer.roles, note: newcomer.name, ...(member ? { member } : {}) })
  const invited = await lookAt(newcomer.api, link)
  const ways = await newcomer.makeWaysIn()
  const { keys, enter } = await bring(newcomer, link, { invited, name: newcomer.name, ...ways })
  const nonce = await commitTo(newcomer.api, link, keys)
  const committed = (await invitationOf(steward, link.invitation)).joining!.commitment!
  const asked = await ask(steward.api, link.invitation)
  const { stewardNonce } = await stateOf(newcomer.api, link)
  const theirs = await reveal(newcomer.api, link, { invited, keys, nonce, stewardNonce: stewardNonce! })
  const view = await invitationOf(steward, link.invitation)
  const secrets = await secretsOf(steward.keyring, view)
  const ours = await digitsFor(steward.api, view, { secrets, committed, nonce: asked })
  if (ours.digits !== theirs) throw new Error('the digits differ')
  await sayMatch(steward.api, link.invitation)
  if ((await letIn(steward, view, ours.keys)) === 'open') await signToo(second)
  await enterTeam(newcomer.api, link, enter)
  await learn(newcomer)
  Object.assign(newcomer, { teamId: invited.view.team.teamId, memberId: invited.view.member })
}

/** The second steward signs whatever waits, as the team page would after they have read it. */
export async function signToo(second: ConsolePerson | undefined): Promise<void> {
  if (!second) throw new Error('a second steward must sign')
  await learn(second)
  for (const proposal of (await teamPage(second)).proposals) await cosign(second, proposal)
}

export const teamPage = (person: ConsolePerson): Promise<TeamPageView> => person.api.get<TeamPageView>('/api/team')

export async function invitationOf(steward: ConsolePerson, invitation: string): Promise<InvitationView> {
  const found = (await teamPage(steward)).invitations.find((one) => one.invitation === invitation)
  if (!found) throw new ApiError(404, 'no-such-invitation', '')
  return found
}
