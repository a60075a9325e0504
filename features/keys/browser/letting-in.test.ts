import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { test } from 'node:test'
import { ApiError } from '#platform/browser/api'
import { openTestHouse } from '../../../tests/house.ts'
import type { Person } from '../../../tests/people.ts'
import { invitationOf } from '../../../tools/founding.ts'
import { asking, compared, until } from '../../../tests/comparing.ts'
import type { KeysView } from '../wire.ts'
import type { Arriving, ArrivingState } from './arriving.ts'
import { letIn } from './stewarding.ts'

/* Between "they match" and the inside: whatever is lost or does not hold there, nobody is accused, and everybody is told what is true. */

/** What the server says of the team, so that it does not hold. */
const torn = (answer: unknown): unknown => ({ ...(answer as KeysView), rosters: [] })

test('the digits are the same, and what Ruth is told of the team does not hold: that is nobody in between, and Dee is let in with the next try', async () => {
  await using house = await openTestHouse()
  let isTorn = false
  const { ruth, page, comparing, view, match } = await compared(house, ({ api }) => async (path) => {
    const answer = await api.get(path)
    return isTorn && path === '/api/keys' ? torn(answer) : answer
  })
  isTorn = true
  await match()
  assert.equal(comparing.state.at, 'unsigned')
  assert.equal((await invitationOf(ruth, view.invitation)).joining!.state, 'matched')
  const { enc, sign } = view.joining!
  assert.equal(await letIn(ruth, view, { enc, sign }), 'applied')
  await until<ArrivingState>(page, 'entered')
})

test('Dee is let in, and Ruth is told so, whatever her console learns of the team afterwards', async () => {
  await using house = await openTestHouse()
  let learned = 0
  const { page, comparing, match } = await compared(house, ({ api }) => async (path) => {
    const answer = await api.get(path)
    return path === '/api/keys' && ++learned === 3 ? torn(answer) : answer
  })
  await match()
  assert.equal(learned, 3, 'for the digits, before it signed, and afterwards')
  assert.deepEqual(comparing.state, { at: 'done', outcome: 'applied' })
  await until<ArrivingState>(page, 'entered')
})

/** A house's answer that never comes. */
const lost = (): never => {
  throw new ApiError(0, 'offline', 'offline')
}

/** Where the page comes to once Dee is in; it looks for half a minute at most. */
async function whereItEnds(page: Arriving): Promise<string> {
  for (let looks = 0; looks < 300 && ['digits', 'matched'].includes(page.state.at); looks++) await wait(100)
  return page.state.at
}

test('Dee is let in, and her first look at the team gets no answer: her page looks again, and needs no second session for it', async () => {
  await using house = await openTestHouse()
  let looks = 0
  const { dee, page, match } = await compared(house, undefined, (newcomer) =>
    asking(newcomer, (path) =>
      path === '/api/keys' && ++looks === 1 ? Promise.resolve().then(lost) : newcomer.api.get(path),
    ),
  )
  await match()
  assert.equal(await whereItEnds(page), 'entered')
  assert.equal(looks, 2)
  assert.equal(dee.keyring.names().size, 2)
})

test('Dee is let in, and the answer that began her session is lost: she is told that she is in, and comes in by the ways she made', async () => {
  await using house = await openTestHouse()
  const { dee, page, match } = await compared(house, undefined, ({ api, keyring }) => ({
    keyring,
    api: {
      ...api,
      post: (async (path: string, body?: unknown) => {
        const answer = await api.post(path, body)
        return path.endsWith('/enter') ? lost() : answer
      }) as Person['api']['post'],
    },
  }))
  await match()
  assert.equal(await whereItEnds(page), 'joined')
  dee.cookie = ''
  await dee.signIn()
  assert.equal(dee.keyring.names().size, 2)
})

test('Dee is let in with a browser that keeps no cookie: she is told that she is in, and to sign in', async () => {
  await using house = await openTestHouse()
  const { page, match } = await compared(house, undefined, (dee) =>
    asking(dee, (path) => {
      dee.cookie = ''
      return dee.api.get(path)
    }),
  )
  await match()
  assert.equal(await whereItEnds(page), 'joined')
})
