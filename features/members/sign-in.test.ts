import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestHouse } from '../../tests/house.ts'
import { openTeamHouse, Somebody, teamId } from './pretend-team.ts'

let house: TestHouse
let dee: Somebody
before(async () => {
  house = await openTeamHouse()
  dee = new Somebody(house, 'Dee Rivera')
  const joined = await dee.join([await dee.passkeyWay(), dee.passphraseWay(), dee.paperWay()])
  assert.equal(joined.status, 200, await joined.text())
})
after(() => house.close())

const refusal = async (answer: Response) => ({
  status: answer.status,
  body: (await answer.json()) as { refused: string },
})

test('each way in signs Dee in, with a cookie that scripts and other sites cannot have', async () => {
  for (const signIn of [() => dee.signInByPasskey(), () => dee.signInByPassphrase(), () => dee.signInByPaper()]) {
    const answer = await signIn()
    assert.equal(answer.status, 200, await answer.clone().text())
    const { me, team } = (await answer.json()) as {
      me: { memberId: string; permissions: string[] }
      team: { name: string }
    }
    assert.deepEqual([me.memberId, team.name, me.permissions], [dee.memberId, 'Night Line', ['duty.work', 'room.talk']])
    const cookie = answer.headers.getSetCookie().find((set) => set.startsWith('beside='))
    assert.match(cookie!, /HttpOnly/)
    assert.match(cookie!, /SameSite=Strict/)
    assert.equal((await dee.send('GET', '/api/me')).status, 200)
  }
})

test('a wrong name, secret, code or paper key all get the very same answer', async () => {
  const wrong = Buffer.alloc(32, 7).toString('base64url')
  await house.clock.advance(60_000)
  const answers = [
    await dee.signInByPassphrase({ handle: 'nobody here' }),
    await dee.signInByPassphrase({ signInSecret: wrong }),
    await dee.signInByPassphrase({ code: dee.code() === '123456' ? '654321' : '123456' }),
    await dee.signInByPaper({ lookup: Buffer.alloc(16, 1).toString('base64url') }),
    await dee.signInByPaper({ signInSecret: wrong }),
    await dee.signInByPasskey(new Somebody(house, 'Sam').passkey.use(await dee.challenge())),
  ]
  const said = await Promise.all(answers.map(refusal))
  for (const one of said) assert.deepEqual(one, said[0])
  assert.equal(said[0]!.status, 401)
})

test('a code works once, even for somebody who has everything else', async () => {
  await house.clock.advance(60_000)
  const code = dee.code()
  assert.equal((await dee.signInByPassphrase({ code })).status, 200)
  assert.equal((await dee.signInByPassphrase({ code })).status, 401)
  const older = dee.code(new Date(house.clock.now().getTime() - 30_000))
  assert.equal((await dee.signInByPassphrase({ code: older })).status, 401)
  await house.clock.advance(30_000)
  assert.equal((await dee.signInByPassphrase()).status, 200)
})

test('two tabs with one code: exactly one gets in', async () => {
  await house.clock.advance(60_000)
  const code = dee.code()
  const answers = await Promise.all([1, 2, 3, 4].map(() => dee.signInByPassphrase({ code })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401, 401])
})

test('a name that nobody has gets the same invented member each time, shaped like a true one', async () => {
  const ask = async (handle: string) => {
    const answer = await dee.send('POST', '/api/sign-in/handle', { handle })
    return (await answer.json()) as { memberId: string }
  }
  const { memberId } = await ask('Nobody At All')
  assert.deepEqual(await ask(' nobody at ALL '), { teamId, memberId })
  assert.match(memberId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.notEqual((await ask('somebody else')).memberId, memberId)
  assert.equal((await ask('dee rivera')).memberId, dee.memberId)
})

test('a passkey answers one challenge once, of ours, for our address, with the person verified', async () => {
  const used = dee.passkey.use(await dee.challenge())
  assert.equal((await dee.signInByPasskey(used)).status, 200)
  const refused = {
    'the same answer again': used,
    'a challenge of somebody else': dee.passkey.use(Buffer.alloc(40, 9).toString('base64url')),
    'another address': dee.passkey.use(await dee.challenge(), { origin: 'https://line.example.net' }),
    'nobody verified': dee.passkey.use(await dee.challenge(), { verified: false }),
  }
  for (const [why, answer] of Object.entries(refused))
    assert.equal((await dee.signInByPasskey(answer)).status, 401, why)
  const late = dee.passkey.use(await dee.challenge())
  await house.clock.advance(5 * 60_000)
  assert.equal((await dee.signInByPasskey(late)).status, 401, 'after five minutes')
  dee.passkey.counter = 0
  assert.equal((await dee.signInByPasskey()).status, 401, 'a counter that went back')
})

test('what opens the vault is refused at the door', async () => {
  const answer = dee.passkey.use(await dee.challenge())
  const leaking = { ...answer, clientExtensionResults: { prf: { results: { first: 'AAAA' } } } }
  assert.equal((await dee.signInByPasskey(leaking)).status, 422)
})

test('nothing that signs in or names anybody is in the database', async () => {
  const rows = await house.house.db.sql<{ row: string }[]>`
    select t::text as row from passphrases t union all select t::text from paper_keys t
    union all select t::text from members t union all select t::text from sessions t`
  const kept = rows.map(({ row }) => row).join('\n')
  for (const [what, bytes] of Object.entries({
    handle: Buffer.from('dee rivera'),
    secret: Buffer.from(dee.secret, 'base64url'),
    paper: Buffer.from(dee.paperSecret, 'base64url'),
    seed: Buffer.from(dee.seed),
    token: Buffer.from(dee.cookie.split('.')[1]!),
  })) {
    assert.ok(!kept.toLowerCase().includes(bytes.toString('hex')), what)
    assert.ok(!kept.includes(bytes.toString()), what)
  }
})
