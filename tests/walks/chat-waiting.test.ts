import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { minute, second } from '#platform/clock'
import { memberRemoved } from '#features/keys'
import { clockIn, deskOf, openLine } from '../../features/chat/acting.ts'
import { openBrowser, scriptCame } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam } from '../people.ts'
import { button, openSide } from './main-job-steps.ts'
import { sayIn } from './main-job-words.ts'

let house: TestHouse
let browser: Browser
let close: () => void
let sam: { teamId: string; memberId: string }
before(async () => {
  house = await openTestHouse()
  const people = await foundTeam(house)
  sam = { teamId: people.team.teamId, memberId: people.sam.memberId }
  const lineId = await openLine(house, people, { phoneOnly: true })
  const dee = deskOf(house, people, people.dee)
  close = () => dee.live.close()
  await clockIn(dee, lineId)
  browser = await openBrowser()
})
after(async () => {
  close?.()
  await browser?.close()
  await house?.close()
})

test('while waiting: what else there is, quietly from the start; "Keep waiting" does not take it away', async () => {
  const options = { viewport: 'phone', locale: 'en' } as const
  const { page, say, walker } = await openSide(browser, { house, say: sayIn('en'), name: 'caller', options })
  await walker.go('/en/line/chat')
  await scriptCame(page)
  await page.getByText(say.caller.start.phoneOnly).waitFor()
  await button(page, say.caller.start.start).click()
  const leave = button(page, say.caller.nobody.message)
  await leave.waitFor()
  const link = page.getByRole('link', { name: '988' })
  assert.equal(await link.isVisible(), false, 'folded')
  await page.getByText(say.caller.nobody.else).click()
  await link.waitFor()
  await house.clock.advance(3 * minute + second)
  await page.getByRole('heading', { name: say.caller.nobody.title }).waitFor()
  await button(page, say.caller.nobody.wait).click()
  assert.equal(await page.getByRole('heading', { name: say.caller.nobody.title }).isVisible(), false)
  assert.equal(await leave.isVisible(), true)
  assert.deepEqual(walker.faults(), [])
  await walker.close()
})

test('the team changed and nobody is there to make the new key: the message goes by itself, and the caller is told that it is kept', async () => {
  const options = { viewport: 'phone', locale: 'es-MX' } as const
  const { page, say, walker } = await openSide(browser, { house, say: sayIn('es'), name: 'caller', options })
  await walker.go('/es/line/chat')
  await scriptCame(page)
  await button(page, say.caller.start.start).click()
  await button(page, say.caller.nobody.message).waitFor()
  const { teamId, memberId } = sam
  await house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is: { teamId, memberId } }),
  )
  await button(page, say.caller.nobody.message).click()
  await page.getByLabel(say.caller.message.text).fill('mañana, por favor')
  await button(page, say.caller.message.send).click()
  await page.getByRole('heading', { name: say.caller.message.keptTitle }).waitFor()
  assert.deepEqual([await walker.violations(), await walker.scrollsSideways()], [[], false])
  const rows = await house.house.db.sql`select 1 from messages_left where team_id = ${teamId}`
  assert.equal(rows.length, 1)
  // The one under the old key, refused.
  assert.equal(walker.faults().filter((fault) => !fault.includes('422')).length, 0)
  await walker.close()
})
