import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Route } from 'playwright-core'
import type { KeysView } from '../../features/keys/wire.ts'
import { openBrowser, openWalker, type Walker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People } from '../people.ts'
import { ownKeys } from './attack.ts'

/*
 * The same lies in front of the real console: the built bundle in Chromium, its Worker, a real server and database. Between
 * them stands somebody who changes what the server says of the team. What must come of it: words that say so, no name on
 * the screen, no panel open, and nothing sent.
 */

let browser: Browser
let house: TestHouse
let people: People

before(async () => {
  house = await openTestHouse({ clock: 'wall' })
  people = await foundTeam(house)
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

type Lie = (view: KeysView) => void | Promise<void>
/** What the person must be told: what happened, what was kept, what to do. */
type Told = { lie: Lie; told: RegExp }

const newest = (view: KeysView, circle: string) => view.rosters.findLast((roster) => roster.circle === circle)!
const ghost = '00000000-0000-7000-8000-00000000dead'

const aboutTheTeam =
  /a list of your team that does not hold.*Nothing was opened.*Do not write here.*Call a steward.*code of the team/s
const aboutTheKeys = /does not hand over the keys of your team.*Nothing was opened.*Do not write here.*Call a steward/s
const aboutTheVault = /as your vault is not yours.*Nothing was opened and nothing was sent.*call a steward/s

const lies: Record<string, Told> = {
  'a ghost member is added': {
    lie: async (view) => {
      const { recipient, signing } = await ownKeys()
      newest(view, 'responders').members.push({ id: ghost, roles: ['responder'], enc: recipient, sign: signing.sign })
    },
    told: aboutTheTeam,
  },
  'a role is changed': {
    lie: (view) =>
      void newest(view, 'responders')
        .members.find(({ id }) => id === people.sam.memberId)!
        .roles.push('steward'),
    told: aboutTheTeam,
  },
  'a public key is substituted': {
    lie: async (view) => void (newest(view, 'stewards').recipient = (await ownKeys()).recipient),
    told: aboutTheTeam,
  },
  'another team is served': {
    lie: (view) => view.rosters.forEach((roster) => (roster.team = ghost)),
    told: aboutTheTeam,
  },
  "the stewards' rosters are dropped": {
    lie: (view) => void (view.rosters = view.rosters.filter(({ circle }) => circle !== 'stewards')),
    told: aboutTheTeam,
  },
  'one signature is left where two are needed, of a next roster': {
    lie: (view) => {
      const last = newest(view, 'stewards')
      view.rosters.push({ ...last, epoch: last.epoch + 1, signatures: last.signatures.slice(0, 1) })
    },
    told: aboutTheTeam,
  },
  "the circle's wrap is another member's": {
    lie: (view) => view.wraps.forEach((wrap) => (wrap.sealed = view.vault!.file.slice(0, 4000))),
    told: aboutTheKeys,
  },
  'the vault is another file': {
    lie: (view) => void (view.vault!.file = view.wraps[0]!.sealed),
    told: aboutTheVault,
  },
}

/** Everything the console sends to change something, but for proving who it is. */
const sent = ({ requests }: Walker): string[] =>
  requests
    .filter(({ method, url }) => method !== 'GET' && !/\/api\/(sign-in|session|me\/proof)/.test(url))
    .map(({ method, url }) => `${method} ${new URL(url).pathname}`)

async function signIn(walker: Walker): Promise<void> {
  await walker.go('/console')
  await walker.page.getByRole('button', { name: 'Use your paper key' }).click()
  await walker.page.getByLabel('Paper key').fill(people.dee.paperKey)
  await walker.page.getByRole('button', { name: 'Sign in' }).click()
}

async function unlock({ page }: Walker): Promise<void> {
  await page.getByRole('button', { name: 'Use your paper key' }).click()
  await page.getByLabel('Paper key').fill(people.dee.paperKey)
  await page.getByRole('button', { name: 'Open the vault' }).click()
}

const between =
  (lie: Lie) =>
  async (route: Route): Promise<void> => {
    const response = await route.fetch()
    const view = (await response.json()) as KeysView
    await lie(view)
    await route.fulfill({ response, json: view })
  }

test('a correct server, through the same hands, lets Dee in', async () => {
  const walker = await openWalker(browser, house)
  await walker.page.route(
    '**/api/keys',
    between(() => {}),
  )
  await signIn(walker)
  await walker.page.getByRole('navigation').first().waitFor()
  await walker.close()
})

for (const [name, { lie, told }] of Object.entries(lies)) {
  test(`${name}: refused, and said`, async () => {
    const walker = await openWalker(browser, house)
    await walker.page.route('**/api/keys', between(lie))
    await signIn(walker)
    await walker.page.getByRole('heading', { name: 'This console is locked' }).waitFor()
    await walker.page.getByRole('alert').filter({ hasText: told }).waitFor()
    // Asked again by hand, it is told the same lie again: the sentence from before does not count.
    const lied = walker.page.waitForEvent('requestfinished', (request) => request.url().endsWith('/api/keys'))
    await unlock(walker)
    await lied
    await walker.page.getByRole('alert').filter({ hasText: told }).waitFor()
    if (process.env['BESIDE_PICTURES'])
      await walker.page.screenshot({ path: `${process.env['BESIDE_PICTURES']}/lie-${name}.png` })
    const shown = await walker.page.locator('body').innerText()
    for (const person of ['Ruth', 'Amara', 'Noor', 'Mateo', 'Sam'])
      assert.ok(!shown.includes(person), `${person} is shown`)
    assert.ok(shown.includes('This console is locked'), 'no panel is opened')
    assert.deepEqual(sent(walker), [])
    await walker.close()
  })
}
