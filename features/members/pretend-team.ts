import { TOTP, Secret } from 'otpauth'
import { z } from 'zod'
import { randomBytes } from 'node:crypto'
import { anyone } from '#platform/visitors'
import { route, viewTopic, type Feature } from '#platform/house'
import { openTestHouse, type TestHouse, type TestHouseOptions } from '../../tests/house.ts'
import { checkWaysIn, insertMember, insertTeam, may, members, waysInSchema, type Role } from './index.ts'
import { PretendAuthenticator } from './pretend-authenticator.ts'
import type { WayIn } from './wire.ts'

/** For tests: a house with members only, a door through which the test may bring people in, and a board of the night to look at. */
export const teamId = '019ab000-0000-7000-8000-000000000001'

/** What the board shows, in every house. */
export const board = { says: 'quiet' }

const joining: Feature = {
  name: 'joining',
  topics: () => [viewTopic({ name: 'board', guard: may('duty.work'), view: async () => board })],
  routes: (house) => [
    route({
      method: 'POST',
      path: '/test/join',
      guard: anyone,
      body: z.object({ memberId: z.uuid(), roles: z.array(z.string()), waysIn: waysInSchema }),
      async handle({ c, body }) {
        const waysIn = await checkWaysIn(house, c, { teamId, waysIn: body.waysIn })
        if ('refused' in waysIn) return c.json(waysIn, 422)
        const roles = body.roles as Role[]
        await house.db.transact((sql) => insertMember(sql, { teamId, memberId: body.memberId, roles, waysIn }))
        return c.json({})
      },
    }),
  ],
}

export async function openTeamHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const house = await openTestHouse({ features: [members, joining], tables: ['members'], ...options })
  const team = { teamId, name: 'Night Line', languages: ['en', 'es'], timeZone: 'America/Chicago' }
  await insertTeam(house.house.db.sql, team)
  return house
}

const token = (bytes: number): string => randomBytes(bytes).toString('base64url')

/** A named person with every kind of way in their hands; what they register is up to the test. */
export class Somebody {
  readonly name: string
  readonly memberId = crypto.randomUUID()
  readonly secret = token(32)
  readonly paperSecret = token(32)
  readonly lookup = token(16)
  readonly seed = new Secret({ size: 20 }).base32
  readonly passkey: PretendAuthenticator
  cookie = ''
  #house: TestHouse

  constructor(house: TestHouse, name: string) {
    this.name = name
    this.#house = house
    this.passkey = new PretendAuthenticator(house.url)
  }

  passphraseWay = (): WayIn => ({
    kind: 'passphrase',
    handle: this.name,
    signInSecret: this.secret,
    recipient: recipient(),
    totpSeed: this.seed,
  })
  paperWay = (): WayIn => ({
    kind: 'paper',
    lookup: this.lookup,
    signInSecret: this.paperSecret,
    recipient: recipient(),
  })
  passkeyWay = async (passkey = this.passkey): Promise<WayIn> => ({
    kind: 'passkey',
    recipient: recipient(),
    device: 'phone',
    registration: passkey.make(await this.challenge()),
  })

  code = (at = this.#house.clock.now()): string =>
    new TOTP({ secret: Secret.fromBase32(this.seed), digits: 6, period: 30 }).generate({ timestamp: at.getTime() })

  challenge = async (): Promise<string> =>
    ((await (await this.send('POST', '/api/passkeys/challenge')).json()) as { challenge: string }).challenge

  async join(waysIn: WayIn[], roles: Role[] = ['responder']): Promise<Response> {
    return this.send('POST', '/test/join', { memberId: this.memberId, roles, waysIn })
  }

  /** Signs in and keeps the cookie. Returns the answer, whatever it is. */
  async signInByPassphrase(
    typed: Partial<{ handle: string; signInSecret: string; code: string }> = {},
  ): Promise<Response> {
    const body = { handle: this.name, signInSecret: this.secret, code: this.code(), ...typed }
    return this.#keepCookie(await this.send('POST', '/api/sign-in/passphrase', body))
  }

  async signInByPaper(typed: Partial<{ lookup: string; signInSecret: string }> = {}): Promise<Response> {
    const body = { lookup: this.lookup, signInSecret: this.paperSecret, ...typed }
    return this.#keepCookie(await this.send('POST', '/api/sign-in/paper-key', body))
  }

  async signInByPasskey(response?: unknown): Promise<Response> {
    const answer = response ?? this.passkey.use(await this.challenge())
    return this.#keepCookie(await this.send('POST', '/api/sign-in/passkey', { response: answer }))
  }

  /** As a console does now and then: a new token is kept. */
  look = async (): Promise<Response> => this.#keepCookie(await this.send('GET', '/api/me'))

  send(method: string, path: string, body?: unknown): Promise<Response> {
    return this.#house.request(path, {
      method,
      body: body ?? (method === 'GET' ? undefined : {}),
      headers: { cookie: this.cookie },
    })
  }

  get = async <Reply>(path: string): Promise<Reply> => (await (await this.send('GET', path)).json()) as Reply

  #keepCookie(answer: Response): Response {
    const set = answer.headers.getSetCookie().find((cookie) => /beside=/.test(cookie))
    if (answer.ok && set) this.cookie = set.split(';')[0]!
    return answer
  }
}

/** Shaped like an age recipient; nothing is ever sealed to it here. */
const recipient = (): string =>
  `age1pq1${[...randomBytes(60)].map((byte) => 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'[byte % 32]).join('')}`
