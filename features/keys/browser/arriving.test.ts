import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { test } from 'node:test'
import { openTestHouse } from '../../../tests/house.ts'
import { Person } from '../../../tests/people.ts'
import { invitationOf, teamPage } from '../../../tools/founding.ts'
import { bring, invited, pageOf, show, until } from '../../../tests/comparing.ts'
import type { ArrivingState } from './arriving.ts'
import { Comparing, type ComparingState } from './comparing.ts'

/* The newcomer's page and the steward's dialog without their looks, against a real server. */

test('both pages come to the same six digits by themselves, and the newcomer’s goes on to the inside', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, rest, invitation } = await invited(house)
  const page = pageOf(house, dee, rest)
  await bring(dee, page)
  const comparing = new Comparing(ruth, invitation)
  await comparing.begin(await invitationOf(ruth, invitation))
  const theirs = await until<ArrivingState>(page, 'digits')
  await show(ruth, comparing)
  const ours = await until<ComparingState>(comparing, 'digits')
  assert.equal('digits' in ours && ours.digits, 'digits' in theirs && theirs.digits)
  await comparing.match(await invitationOf(ruth, invitation))
  assert.deepEqual(comparing.state, { at: 'done', outcome: 'applied' })
  await until<ArrivingState>(page, 'entered')
  assert.equal(dee.keyring.names().size, 2)
})

test('when the newcomer says no, the steward is told that the invitation is used up', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, rest, invitation } = await invited(house)
  const page = pageOf(house, dee, rest)
  await bring(dee, page)
  const comparing = new Comparing(ruth, invitation)
  await comparing.begin(await invitationOf(ruth, invitation))
  await until<ArrivingState>(page, 'digits')
  await page.decline()
  await show(ruth, comparing)
  assert.equal(comparing.state.at, 'spent')
  assert.deepEqual((await teamPage(ruth)).invitations, [])
})

test('the newcomer says no while an answer of before is on its way: the digits do not come back', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, rest, invitation } = await invited(house)
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let isSlow = false
  async function post<Answer>(path: string, body?: unknown): Promise<Answer> {
    const answer = await dee.api.post<Answer>(path, body)
    if (!isSlow || !path.endsWith('/state')) return answer
    asked.resolve()
    await answered.promise
    return answer
  }
  const page = pageOf(house, { api: { ...dee.api, post }, keyring: dee.keyring }, rest)
  await bring(dee, page)
  const comparing = new Comparing(ruth, invitation)
  await comparing.begin(await invitationOf(ruth, invitation))
  await until<ArrivingState>(page, 'digits')
  isSlow = true
  await asked.promise
  await page.decline()
  const states: string[] = []
  page.subscribe(({ at }) => states.push(at))
  answered.resolve()
  await wait(50)
  assert.deepEqual(states, ['failed'])
})

test('keys that were not made with the link end the invitation before anything is shown', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, rest, invitation } = await invited(house)
  const page = pageOf(house, dee, rest)
  await bring(dee, page)
  const view = await invitationOf(ruth, invitation)
  const lie = { ...view, joining: { ...view.joining!, sign: 'A'.repeat(43) } }
  const comparing = new Comparing(ruth, invitation)
  await comparing.begin(lie)
  assert.equal(comparing.state.at, 'not-theirs')
  await until<ArrivingState>(page, 'failed')
})

test('Ruth’s console is locked just as she begins to compare: nothing is said of Dee’s keys, and she compares once it is open again', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, rest, invitation } = await invited(house)
  await bring(dee, pageOf(house, dee, rest))
  const view = await invitationOf(ruth, invitation)
  ruth.keyring.lock()
  const comparing = new Comparing(ruth, invitation)
  await comparing.begin(view)
  assert.equal(comparing.state.at, 'failed')
  assert.equal((await invitationOf(ruth, invitation)).joining!.state, 'here')
})

test('a page that was reloaded starts over; the page before it is told so', async () => {
  await using house = await openTestHouse()
  const { dee, rest } = await invited(house)
  const first = pageOf(house, dee, rest)
  await bring(dee, first)
  first.leave()
  const second = pageOf(house, new Person('Dee', ['responder'], house), rest)
  await second.start()
  assert.equal(second.state.at, 'elsewhere')
  await second.startOver()
  assert.equal(second.state.at, 'invited')
})

test('half a link, and a link nobody made, stop at once', async () => {
  await using house = await openTestHouse()
  const { dee, rest } = await invited(house)
  const half = pageOf(house, dee, rest.slice(0, -5))
  await half.start()
  assert.equal(half.state.at, 'incomplete')
  const [invitation, , hash] = rest.split('.')
  const invented = pageOf(house, dee, `${invitation}.${'A'.repeat(22)}.${hash}`)
  await invented.start()
  assert.equal(invented.state.at, 'unreachable')
})
