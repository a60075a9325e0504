import { setTimeout as wait } from 'node:timers/promises'
import type { TestHouse } from './house.ts'
import { foundByRuth, Person } from './people.ts'
import { invitationOf, teamPage } from '../tools/founding.ts'
import { Arriving, type ArrivingState } from '../features/keys/browser/arriving.ts'
import { Comparing, type ComparingState } from '../features/keys/browser/comparing.ts'
import { fragmentOf } from '../features/keys/browser/link.ts'
import { invite } from '../features/keys/browser/stewarding.ts'

/* For the tests of joining: the newcomer's page and the steward's dialog without their looks, against a real server. */

type Console = Pick<Person, 'api' | 'keyring'>
type Store<State> = { state: State; subscribe: (read: (state: State) => void) => () => void }

/** Resolves with the state once it is there. */
export const until = <State extends { at: string }>(store: Store<State>, at: State['at']): Promise<State> =>
  new Promise((resolve) => {
    const stop = store.subscribe((state) => {
      if (state.at !== at) return
      resolve(state)
      queueMicrotask(() => stop())
    })
  })

export async function invited(house: TestHouse) {
  const { ruth } = await foundByRuth(house)
  const link = await invite(ruth, { roles: ['responder'], note: 'Dee' })
  const rest = fragmentOf(link).replace('#/join/', '')
  return { ruth, dee: new Person('Dee', ['responder'], house), rest, invitation: link.invitation }
}

/** A page may look sixty times, and then as time goes on, which stands still here: it looks so seldom that a slow machine is done before. */
export function pageOf(house: TestHouse, { api, keyring }: Console, rest: string): Arriving {
  const page = new Arriving(rest, { api, keyring, failed: () => 'failed', pause: () => wait(250) })
  house.endWith(() => page.leave())
  return page
}

export async function bring(dee: Person, page: Arriving): Promise<void> {
  await page.start()
  const { waysIn, recipients } = await dee.makeWaysIn()
  void page.bring('Dee', waysIn, recipients)
  await until<ArrivingState>(page, 'waiting')
}

/** What the console does with every view of the team. */
export async function show(ruth: Person, comparing: Comparing): Promise<void> {
  const { invitations } = await teamPage(ruth)
  await comparing.see(invitations.find((one) => one.invitation === comparing.invitation))
}

type Get = (path: string) => Promise<unknown>
/** Somebody's console, whose questions to the server go by the test. */
export const asking = ({ api, keyring }: Console, get: Get) => ({
  keyring,
  api: { ...api, get: get as Person['api']['get'] },
})

/** Ruth and Dee, both with the digits before them; Ruth's console asks by `ruths`, Dee's is `dees`. */
export async function compared(house: TestHouse, ruths?: (ruth: Person) => Get, dees?: (dee: Person) => Console) {
  const { ruth, dee, rest, invitation } = await invited(house)
  const page = pageOf(house, dees?.(dee) ?? dee, rest)
  await bring(dee, page)
  const comparing = new Comparing(ruths ? asking(ruth, ruths(ruth)) : ruth, invitation)
  await comparing.begin(await invitationOf(ruth, invitation))
  await until<ArrivingState>(page, 'digits')
  await show(ruth, comparing)
  await until<ComparingState>(comparing, 'digits')
  const view = await invitationOf(ruth, invitation)
  return { ruth, dee, page, comparing, view, match: () => comparing.match(view) }
}
