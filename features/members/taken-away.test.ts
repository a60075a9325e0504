import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import type { TestHouse } from '../../tests/house.ts'
import { beforeNext, untilCommit } from '../../tests/meeting.ts'
import { replaceWaysIn, type CheckedWays } from './index.ts'
import { openTeamHouse, Somebody, teamId } from './pretend-team.ts'
import type { WayKind } from './rules.ts'

/* Inés takes a way in away while somebody who has it signs in by it: no session comes of it, whoever is first. */

const limit = { timeout: 20_000 }
let house: TestHouse
let ines: Somebody
before(async () => {
  house = await openTeamHouse()
})
after(() => house.close())

beforeEach(async () => {
  ines = new Somebody(house, `Inés ${crypto.randomUUID()}`)
  await ines.join([await ines.passkeyWay(), ines.passphraseWay(), ines.paperWay()])
  await ines.signInByPaper()
})

const signIn = (path: string, body: unknown): Promise<Response> => house.request(path, { method: 'POST', body })
/** On a device that is not hers. */
const proofs: Record<WayKind, () => Promise<() => Promise<Response>>> = {
  async passkey() {
    const response = ines.passkey.use(await ines.challenge())
    return () => signIn('/api/sign-in/passkey', { response })
  },
  async passphrase() {
    const body = { handle: ines.name, signInSecret: ines.secret, code: ines.code() }
    return () => signIn('/api/sign-in/passphrase', body)
  },
  async paper() {
    const body = { lookup: ines.lookup, signInSecret: ines.paperSecret }
    return () => signIn('/api/sign-in/paper-key', body)
  },
}

const takings: Record<string, (kind: WayKind) => Promise<void>> = {
  async removed(kind) {
    const id = kind === 'passkey' ? Buffer.from(ines.passkey.id).toString('base64url') : kind
    const removed = await ines.send('DELETE', `/api/ways-in/${kind}/${id}`)
    assert.equal(removed.status, 200)
  },
  async 'replaced, as she was invited again'() {
    const { memberId } = ines
    await house.house.db.transact((sql, afterCommit) =>
      replaceWaysIn(sql, { teamId, memberId, waysIn: newWays() }, { house: house.house, afterCommit }),
    )
  },
}

const newWays = (): CheckedWays => {
  const some = () => ({ secretHash: randomBytes(32), recipient: randomBytes(32).toString('hex') })
  const passphrase = {
    kind: 'passphrase',
    handleHash: randomBytes(32),
    totpSealed: randomBytes(32),
    ...some(),
  } as const
  return { checked: [passphrase, { kind: 'paper', lookup: randomBytes(16), ...some() }], recipients: [] }
}

/** Hers by which she took it away, at most. */
async function nobodyElseIsIn(): Promise<void> {
  const rows = await house.house.db.sql`select session_id from sessions where member_id = ${ines.memberId}`
  const hers = (await ines.send('GET', '/api/me')).status === 200 ? 1 : 0
  assert.equal(rows.length, hers, 'sessions that stand')
}

for (const kind of Object.keys(proofs) as WayKind[])
  for (const [how, take] of Object.entries(takings)) {
    test(`${kind} ${how} right after it was proved`, limit, async () => {
      const prove = await proofs[kind]()
      await beforeNext(house, () => take(kind))
      assert.equal((await prove()).status, 401)
      await nobodyElseIsIn()
    })

    test(`${kind} being ${how} while it is proved`, limit, async () => {
      const prove = await proofs[kind]()
      let proved: Promise<Response> | undefined
      await untilCommit(house, () => (proved = prove()))
      await take(kind)
      assert.equal((await proved!).status, 401)
      await nobodyElseIsIn()
    })

    test(`${kind} ${how} while its session begins`, limit, async () => {
      const prove = await proofs[kind]()
      let taken: Promise<void> | undefined
      await untilCommit(house, () => (taken = take(kind)))
      assert.equal((await prove()).status, 200)
      await taken
      await nobodyElseIsIn()
    })
  }

test('a passkey and its copy at once: the count that was already given lets nobody in', limit, async () => {
  const first = await proofs.passkey()
  ines.passkey.counter -= 1
  const copy = await proofs.passkey()
  await beforeNext(house, async () => assert.equal((await copy()).status, 200))
  assert.equal((await first()).status, 401)
})
