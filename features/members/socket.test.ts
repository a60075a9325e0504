import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { hour, minute } from '#platform/clock'
import { Talk } from '#platform/live/rehearsal'
import type { TestHouse } from '../../tests/house.ts'
import { setRoles } from './index.ts'
import { board, openTeamHouse, Somebody, teamId } from './pretend-team.ts'
import { setState } from './server/store.ts'

/* A console's socket lives as long as its session, whatever became of the token it came with. */

const limit = { timeout: 20_000 }
let house: TestHouse
let dee: Somebody
let talk: Talk
before(async () => {
  house = await openTeamHouse()
})
after(() => house.close())

beforeEach(async () => {
  dee = new Somebody(house, `Dee ${crypto.randomUUID()}`)
  await dee.join([dee.passphraseWay(), dee.paperWay()])
  await dee.signInByPaper()
  talk = new Talk(await house.socket(dee.cookie))
  talk.send(JSON.stringify({ hello: {} }))
  await talk.ask({ follow: 'board' })
  await talk.heard.until((all) => all.some(isBoard))
})

type Heard = Talk['heard']['all'][number]
const isBoard = ({ on, view }: Heard): boolean => on === 'board' && view !== undefined

/**
 * What happens to every socket once a minute on the real clock, now: whoever is still somebody is shown everything they follow
 * again. Resolves with the board, the end of it, or the code the socket was closed with.
 */
async function lookedAtAgain(): Promise<unknown> {
  const { length } = talk.heard.all
  const ofBoard = (): Heard | undefined => talk.heard.all.slice(length).find(({ on }) => on === 'board')
  house.house.live.recheck(teamId)
  const closed = await Promise.race([talk.closed, talk.heard.until(() => ofBoard() !== undefined)])
  return closed ?? ofBoard()!['view'] ?? ofBoard()!['end']
}

test('a console whose token was changed twice keeps its socket, and is shown what changes', limit, async () => {
  for (const says of ['ringing', 'quiet again']) {
    const before = dee.cookie
    await house.clock.advance(hour)
    await dee.look()
    assert.notEqual(dee.cookie, before, 'a new token')
    await house.clock.advance(2 * minute)
    await dee.look()
    assert.deepEqual(await lookedAtAgain(), board, `before it says ${says}`)
    board.says = says
    house.house.live.changed(teamId, 'board')
    await talk.untilView('board', { says })
  }
})

test('a session that is over is closed also when nobody told its socket', limit, async () => {
  assert.deepEqual(await lookedAtAgain(), board)
  await house.house.db.sql`delete from sessions where member_id = ${dee.memberId}`
  assert.equal(await lookedAtAgain(), 4401)
})

test('so is that of somebody who is no member any more', limit, async () => {
  await setState(house.house.db.sql, teamId, dee.memberId, 'removed')
  assert.equal(await lookedAtAgain(), 4401)
})

test('who has other roles follows only what these allow', limit, async () => {
  await setRoles(house.house.db.sql, teamId, dee.memberId, ['coordinator'])
  assert.equal(await lookedAtAgain(), 'gone')
})
