import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, test } from 'node:test'
import { openTestHouse, type TestHouse } from '../../../tests/house.ts'
import { foundByRuth, Person } from '../../../tests/people.ts'
import { invitationOf, teamPage } from '../../../tools/founding.ts'
import { Arriving, type ArrivingState } from './arriving.ts'
import { Comparing, type ComparingState } from './comparing.ts'
import { fragmentOf } from './link.ts'
import type { KeysView } from '../wire.ts'
import { invite, letIn } from './stewarding.ts'

/* The newcomer's page and the steward's dialog without their looks, against a real server. */

type Store<State> = { state: State; subscribe: (read: (state: State) => void) => () => void }

/** Resolves with the state once it is there. */
const until = <State extends { at: string }>(store: Store<State>, at: State['at']): Promise<State> =>
  new Promise((resolve) => {
    const stop = store.subscribe((state) => {
      if (state.at !== at) return
      resolve(state)
      queueMicrotask(() => stop())
    })
  })

async function invited(house: TestHouse) {
  const { ruth } = await foundByRuth(house)
  const link = await invite(ruth, { roles: ['responder'], note: 'Dee' })
  const rest = fragmentOf(link).replace('#/join/', '')
  return { ruth, dee: new Person('Dee', ['responder'], house), rest, invitation: link.invitation }
}

const pages: Arriving[] = []
/** One that is not at its end looks for ever, also for a house that is closed. */
afterEach(() => pages.splice(0).forEach((page) => page.leave()))

/** A page may look sixty times, and then as time goes on, which stands still here: it looks so seldom that a slow machine is done before. */
function pageOf({ api, keyring }: Pick<Person, 'api' | 'keyring'>, rest: string): Arriving {
  const page = new Arriving(rest, { api, keyring, failed: () => 'failed', pause: () => wait(100) })
  pages.push(page)
  return page
}

async function bring(dee: Person, page: Arriving): Promise<void> {
  await page.start()
  const { waysIn, recipients } = await dee.makeWaysIn()
  void page.bring('Dee', waysIn, recipients)
  await until<ArrivingState>(page, 'waiting')
}

/** What the console does with every view of the team. */
async function show(ruth: Person, comparing: Comparing): Promise<void> {
  const { invitations } = await teamPage(ruth)
  await comparing.see(invitations.find((one) => one.invitation === comparing.invitation))
}

test('both pages come to the same six digits by themselves, and the newcomer’s goes on to the inside', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, rest, invitation } = await invited(house)
  const page = pageOf(dee, rest)
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

type Get = (path: string) => Promise<unknown>
/** Somebody's console, whose questions to the server go by the test. */
const asking = <One extends Pick<Person, 'api' | 'keyring'>>({ api, keyring }: One, get: Get) => ({
  keyring,
  api: { ...api, get: get as Person['api']['get'] },
})

/** Ruth and Dee, both with the digits before them; Ruth's console asks by `ruths`, Dee's is `dees`. */
async function compared(
  house: TestHouse,
  ruths?: (ruth: Person) => Get,
  dees?: (dee: Person) => Pick<Person, 'api' | 'keyring'>,
) {
  const { ruth, dee, rest, invitation } = await invited(house)
  const page = pageOf(dees?.(dee) ?? dee, rest)
  await bring(dee, page)
  const comparing = new Comparing(ruths ? asking(ruth, ruths(ruth)) : ruth, invitation)
  await comparing.begin(await invitationOf(ruth, invitation))
  await until<ArrivingState>(page, 'digits')
  await show(ruth, comparing)
  await until<ComparingState>(comparing, 'digits')
  const view = await invitationOf(ruth, invitation)
  return { ruth, dee, page, comparing, view, match: () => comparing.match(view) }
}

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

test('when the newcomer says no, the steward is told that the invitation is used up', async () => {
  await using house = await openTestHouse()
  const { ruth, dee, rest, invitation } = await invited(house)
  const page = pageOf(dee, rest)
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
  const page = pageOf({ api: { ...dee.api, post }, keyring: dee.keyring }, rest)
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
  const page = pageOf(dee, rest)
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
  await bring(dee, pageOf(dee, rest))
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
  const first = pageOf(dee, rest)
  await bring(dee, first)
  first.leave()
  const second = pageOf(new Person('Dee', ['responder'], house), rest)
  await second.start()
  assert.equal(second.state.at, 'elsewhere')
  await second.startOver()
  assert.equal(second.state.at, 'invited')
})

test('half a link, and a link nobody made, stop at once', async () => {
  await using house = await openTestHouse()
  const { dee, rest } = await invited(house)
  const half = pageOf(dee, rest.slice(0, -5))
  await half.start()
  assert.equal(half.state.at, 'incomplete')
  const [invitation, , hash] = rest.split('.')
  const invented = pageOf(dee, `${invitation}.${'A'.repeat(22)}.${hash}`)
  await invented.start()
  assert.equal(invented.state.at, 'unreachable')
})
