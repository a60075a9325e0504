import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { hour, second } from '#platform/clock'
import type { TestHouse } from '../../tests/house.ts'
import { letBetween } from '../../tests/meeting.ts'
import { openTeamHouse, Somebody } from './pretend-team.ts'

/* The tabs of one browser share a cookie, and ask for a new token in the same moment. */

let house: TestHouse
let amara: Somebody
before(async () => {
  house = await openTeamHouse()
})
after(() => house.close())

beforeEach(async () => {
  amara = new Somebody(house, `Amara ${crypto.randomUUID()}`)
  await amara.join([amara.passphraseWay(), amara.paperWay()])
  await amara.signInByPaper()
})

/** Two tabs with one token ask who is there; one of them right after the other read its session for the `which`th time. Every cookie. */
async function twoTabs(which: number): Promise<string[]> {
  const cookies = [amara.cookie]
  const look = async (): Promise<void> => {
    const answer = await amara.send('GET', '/api/me')
    assert.equal(answer.status, 200)
    cookies.push(...answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!))
  }
  const between = letBetween(house.house.db, /from sessions s join/, look, which)
  await look()
  between.stop()
  assert.ok(between.isDone, 'one tab came between')
  return cookies
}

const statusOf = async (cookie: string): Promise<number> =>
  (await house.request('/api/me', { headers: { cookie } })).status

async function oneNewAndBothGood(cookies: string[]): Promise<void> {
  for (const cookie of cookies) assert.equal(await statusOf(cookie), 200, `token ${cookies.indexOf(cookie)}`)
  assert.equal(cookies.length, 2, 'one new token')
}

// First while it finds out who asks, and notes that the session is in use; then while it sees that the token is old.
for (const which of [1, 2]) {
  test(`two tabs ask when the hour is over: every token that was shown or given is good (${which})`, async () => {
    await house.clock.advance(hour)
    await oneNewAndBothGood(await twoTabs(which))
  })

  test(`also where the token that was given the hour before was lost on the way (${which})`, async () => {
    await house.clock.advance(hour)
    await amara.send('GET', '/api/me')
    await house.clock.advance(hour)
    await oneNewAndBothGood(await twoTabs(which))
  })
}

test('the token before is done a minute after the new one was given and seen, also while the session is noted all the time', async () => {
  await house.clock.advance(hour)
  const old = amara.cookie
  await amara.look()
  await house.clock.advance(61 * second)
  assert.equal(await statusOf(old), 200, 'a second tab, by which the session is noted')
  await house.clock.advance(30 * second)
  assert.equal(await statusOf(amara.cookie), 200)
  assert.equal(await statusOf(old), 401)
})
