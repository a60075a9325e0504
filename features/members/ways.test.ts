import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { minute } from '#platform/clock'
import type { TestHouse } from '../../tests/house.ts'
import { openTeamHouse, Somebody } from './pretend-team.ts'
import { PretendAuthenticator } from './pretend-authenticator.ts'
import type { EventView, WayIn, WayView } from './wire.ts'

let house: TestHouse
let ines: Somebody
before(async () => {
  house = await openTeamHouse()
})
after(() => house.close())
beforeEach(() => {
  ines = new Somebody(house, `Inés ${crypto.randomUUID()}`)
})

const waysOf = async (who = ines): Promise<WayView[]> => (await who.get<{ ways: WayView[] }>('/api/ways-in')).ways
const kindsOf = async (): Promise<string[]> => (await waysOf()).map(({ kind }) => kind).sort()
const refusalOf = async (answer: Response): Promise<string> =>
  `${answer.status} ${((await answer.json()) as { refused: string }).refused}`

test('recovery matrix: each subset of the three kinds, and what losing each one leaves', async () => {
  const every: Record<string, (who: Somebody) => WayIn | Promise<WayIn>> = {
    passkey: (who) => who.passkeyWay(),
    passphrase: (who) => who.passphraseWay(),
    paper: (who) => who.paperWay(),
  }
  const signIn: Record<string, (who: Somebody) => Promise<Response>> = {
    passkey: (who) => who.signInByPasskey(),
    passphrase: (who) => who.signInByPassphrase(),
    paper: (who) => who.signInByPaper(),
  }
  const kinds = Object.keys(every)
  for (let chosen = 0; chosen < 8; chosen++) {
    const has = kinds.filter((_kind, place) => chosen & (1 << place))
    const who = new Somebody(house, `Sam ${crypto.randomUUID()}`)
    const joined = await who.join(await Promise.all(has.map((kind) => every[kind]!(who))))
    assert.equal(joined.status, has.length >= 2 ? 200 : 422, has.join('+') || 'nothing')
    for (const kind of kinds) {
      const works = has.length >= 2 && has.includes(kind)
      assert.equal((await signIn[kind]!(who)).status, works ? 200 : 401, `${kind} of ${has.join('+') || 'nothing'}`)
    }
  }
})

test('two ways of one kind are not two ways', async () => {
  const second = new PretendAuthenticator(house.url)
  const passkeys = [await ines.passkeyWay(), await ines.passkeyWay(second)]
  assert.equal((await ines.join(passkeys)).status, 422)
  assert.equal((await ines.join([ines.paperWay(), ines.paperWay()])).status, 422)
  assert.equal(
    (await ines.join([...passkeys, ines.paperWay()])).status,
    200,
    'several passkeys are welcome beside another kind',
  )
})

test('a sign-in name can be had once in a team, however it is typed', async () => {
  await ines.join([ines.passphraseWay(), ines.paperWay()])
  const other = new Somebody(house, `  ${ines.name.toUpperCase()} `)
  const joined = await other.join([other.passphraseWay(), other.paperWay()])
  assert.deepEqual([joined.status, await joined.json()], [422, { refused: 'handle-taken' }])
})

test('one more way in is added, and works; the same challenge adds nothing twice', async () => {
  await ines.join([ines.passphraseWay(), ines.paperWay()])
  await ines.signInByPaper()
  const passkey = await ines.passkeyWay()
  assert.equal((await ines.send('POST', '/api/ways-in', passkey)).status, 200)
  assert.deepEqual(await kindsOf(), ['paper', 'passkey', 'passphrase'])
  assert.equal((await ines.signInByPasskey()).status, 200)
  assert.equal(await refusalOf(await ines.send('POST', '/api/ways-in', passkey)), '422 passkey-not-verified')
  assert.equal(await refusalOf(await ines.send('POST', '/api/ways-in', ines.paperWay())), '409 two-of-a-kind')
  const elsewhere = new PretendAuthenticator('https://line.example.net')
  assert.equal(
    await refusalOf(await ines.send('POST', '/api/ways-in', await ines.passkeyWay(elsewhere))),
    '422 passkey-not-verified',
  )
})

test('a way in is removed while enough remain; the sessions of other devices end with it', async () => {
  await ines.join([await ines.passkeyWay(), ines.passphraseWay(), ines.paperWay()])
  await ines.signInByPasskey()
  const phone = ines.cookie
  ines.cookie = ''
  await ines.signInByPaper()
  assert.equal((await house.request('/api/me', { headers: { cookie: phone } })).status, 200)
  const removed = await ines.send('DELETE', '/api/ways-in/paper/paper')
  assert.equal(removed.status, 200, house.logged.filter((line) => line.includes('failed')).join('\n'))
  assert.deepEqual(await kindsOf(), ['passkey', 'passphrase'])
  assert.equal((await house.request('/api/me', { headers: { cookie: phone } })).status, 401)
  assert.equal(await refusalOf(await ines.send('DELETE', '/api/ways-in/passphrase/passphrase')), '409 too-few')
  assert.equal(await refusalOf(await ines.send('DELETE', '/api/ways-in/paper/paper')), '404 no-way')
  assert.equal((await ines.send('GET', '/api/me')).status, 200)
  assert.equal((await ines.signInByPaper()).status, 401)
  const { events } = await ines.get<{ events: EventView[] }>('/api/me/events')
  assert.ok(events.some(({ kind }) => kind === 'paper-removed'))
})

test('two devices removing at once never leave one way in', async () => {
  await ines.join([await ines.passkeyWay(), ines.passphraseWay(), ines.paperWay()])
  await ines.signInByPaper()
  const passkey = (await waysOf()).find(({ kind }) => kind === 'passkey')!
  const paths = [`/api/ways-in/passkey/${passkey.id}`, '/api/ways-in/paper/paper', '/api/ways-in/passphrase/passphrase']
  const answers = await Promise.all(paths.map((path) => ines.send('DELETE', path)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409])
  assert.equal((await waysOf()).length, 2)
})

test('a console left open is not enough: changes need a proof of the last ten minutes', async () => {
  await ines.join([await ines.passkeyWay(), ines.passphraseWay(), ines.paperWay()])
  await ines.signInByPaper()
  await house.clock.advance(11 * minute)
  const change = () => ines.send('DELETE', '/api/ways-in/paper/paper')
  assert.equal(await refusalOf(await change()), '403 prove-first')
  const wrong = Buffer.alloc(32, 3).toString('base64url')
  assert.equal((await ines.send('POST', '/api/me/proof', { signInSecret: wrong })).status, 403)
  assert.equal(await refusalOf(await change()), '403 prove-first')
  const sam = new Somebody(house, `Sam ${crypto.randomUUID()}`)
  await sam.join([await sam.passkeyWay(), sam.paperWay()])
  const sams = { response: sam.passkey.use(await sam.challenge()) }
  assert.equal((await ines.send('POST', '/api/me/proof/passkey', sams)).status, 403, 'the proof of somebody else')
  assert.equal((await ines.send('POST', '/api/me/proof', { signInSecret: ines.secret })).status, 200)
  assert.equal((await change()).status, 200)
  await house.clock.advance(11 * minute)
  const own = { response: ines.passkey.use(await ines.challenge()) }
  assert.equal((await ines.send('POST', '/api/me/proof/passkey', own)).status, 200)
  assert.equal(await refusalOf(await ines.send('DELETE', '/api/ways-in/passphrase/passphrase')), '409 too-few')
})
