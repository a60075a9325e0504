import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keys } from '#features/keys'
import { members, theTeam } from '#features/members'
import { failAt, picture } from '../../tests/faults.ts'
import { openTestHouse } from '../../tests/house.ts'
import { foundByRuth, Person, setUpToken, testTeam } from '../../tests/people.ts'
import { found } from '../../tools/founding.ts'
import { founderRoles } from './browser/founding.ts'

const tables = [
  'teams',
  'members',
  'passphrases',
  'paper_keys',
  'sessions',
  'vaults',
  'rosters',
  'circle_wraps',
  'name_cards',
  'set_up_links',
  'public_addresses',
]

test('Ruth opens the one-time link, and there is a team with one steward who is signed in', async () => {
  await using house = await openTestHouse()
  const { team, ruth } = await foundByRuth(house)
  assert.equal((await theTeam(house.house.db.sql))?.name, team.name)
  const me = (await (await ruth.request('/api/team')).json()) as { members: unknown[] }
  assert.equal(me.members.length, 1)
  assert.deepEqual([...ruth.keyring.names().values()], ['Ruth'])
  await ruth.signIn()
})

test('the link is new at every start, and the one before stops working', async () => {
  const house = await openTestHouse()
  const before = setUpToken(house)
  await using later = await house.restarted()
  const look = (token: string) => later.request('/api/set-up/look', { method: 'POST', body: { token } })
  assert.notEqual(setUpToken(later), before)
  assert.equal((await look(before)).status, 401)
  assert.equal((await look(setUpToken(later))).status, 200)
})

test('a founded house announces no link, and the used one founds no second team', async () => {
  const house = await openTestHouse()
  const token = setUpToken(house)
  await foundByRuth(house)
  const second = new Person('Amara', ['steward'], house)
  await assert.rejects(found(second, { token, origin: house.url, team: testTeam }), { code: 'not-this-link' })
  await using later = await house.restarted()
  assert.deepEqual(later.announced, [])
})

test('a team may be called anything of 1 to 200 characters', async () => {
  for (const name of ['ⴰ', 'فريق الجيران', '🌊'.repeat(200), '<b onmouseover=alert(1)>Beside</b>', 'a'.repeat(200)]) {
    await using house = await openTestHouse()
    const ruth = new Person('Ruth', ['steward'], house)
    await found(ruth, { token: setUpToken(house), origin: house.url, team: { ...testTeam, name } })
    assert.equal((await theTeam(house.house.db.sql))?.name, name)
  }
})

test('a team is not called nothing, nor by 201 characters, nor where passkeys cannot live', async () => {
  await using house = await openTestHouse()
  const attempt = (team: typeof testTeam, origin = house.url) =>
    found(new Person('Ruth', ['steward'], house), { token: setUpToken(house), origin, team })
  for (const name of ['', '   ', 'a'.repeat(201)]) await assert.rejects(attempt({ ...testTeam, name }), { status: 422 })
  await assert.rejects(attempt({ ...testTeam, timeZone: 'Mars/Olympus' }), { status: 422 })
  await assert.rejects(attempt(testTeam, 'https://192.0.2.7'), { code: 'address' })
  await assert.rejects(attempt(testTeam, 'https://elsewhere.example'), { code: 'address' })
  assert.equal(await theTeam(house.house.db.sql), null)
})

test('a founding that fails at any statement leaves nothing, and the link still works', async () => {
  await using house = await openTestHouse({ features: [members, keys] })
  const { db } = house.house
  const token = setUpToken(house)
  const before = await picture(db.sql, tables)
  const attempt = () => found(new Person('Ruth', founderRoles, house), { token, origin: house.url, team: testTeam })
  let at = 1
  while (await failAt(db, at, attempt)) {
    assert.ok((await picture(db.sql, tables)) === before, `nothing is left after a fault at statement ${at}`)
    at += 1
  }
  assert.ok(at > 10, 'the founding has many statements')
  assert.equal((await theTeam(db.sql))?.name, testTeam.name)
})
