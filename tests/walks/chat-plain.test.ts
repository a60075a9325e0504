import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Frame, Page } from 'playwright-core'
import { callerWords } from '../../features/chat/caller-words.ts'
import { plainWords } from '../../features/chat/plain-words.ts'
import { openWalker, type Walker } from '../browser.ts'
import { button, consoleOf, onDuty, openNight, type Night } from './chat-people.ts'
import { filesHolding } from './chat-raw.ts'
import { judge } from './plain-judge.ts'

/*
 * A browser without script chats: on a phone in English, and at a desk in Spanish. What it types is nowhere in the house
 * afterwards but sealed.
 */

let night: Night
let dee: Walker
const sentinel = `window-${crypto.randomUUID()}`

before(async () => {
  night = await openNight()
  dee = await consoleOf(night, night.people.dee)
  await onDuty(night, night.people.dee)
})
after(async () => night?.close())

const frame = (page: Page, name: 'talk' | 'write'): Frame => page.frame({ name })!
const pictures = process.env['BESIDE_PICTURES']

for (const [language, viewport] of [
  ['en', 'phone'],
  ['es', 'desktop'],
] as const)
  test(`without script, ${language}, ${viewport}: start, answer, both ways, seen, a restart, the end`, async () => {
    const say = callerWords[language]
    const plain = plainWords[language]
    const caller = await openWalker(night.browser, night.house, { viewport, javaScript: false, locale: language })
    const { page } = caller
    const looksRight = async (of: Page | Frame, state: string): Promise<void> => {
      if (pictures) await page.screenshot({ path: `${pictures}/plain-${language}-${state}.png`, fullPage: true })
      await judge(night.browser, night.house, { of, viewport, state })
    }
    await caller.go(`/${language}/line/chat`)
    await page.getByText(plain.truth).waitFor()
    await looksRight(page, 'start')
    await page.getByLabel(plain.first).fill(`hello ${language} ${sentinel}`)
    await button(page, say.start.start).click()
    await page.getByTitle(plain.frames.talk).waitFor()
    const talk = page.frameLocator('[name=talk]')
    await talk.getByText(sentinel).waitFor()
    await talk.getByText(say.state.asking.one.replace('{count}', '1')).waitFor()
    await looksRight(page, 'waiting')
    await looksRight(frame(page, 'talk'), 'waiting-talk')
    await looksRight(frame(page, 'write'), 'waiting-write')

    await button(dee.page, /^Answer/)
      .first()
      .click()
    await dee.page.getByRole('log').getByText(`hello ${language} ${sentinel}`).waitFor()
    await dee.page.getByText('This caller’s page has no script').waitFor()
    assert.deepEqual(await dee.violations(), [])
    await talk.getByText('Dee', { exact: false }).first().waitFor()
    await talk.getByText(plain.seenAll).waitFor()
    await dee.page.getByLabel('Your message to the caller').fill('I am here.')
    await dee.page.keyboard.press('Enter')
    await talk.getByText('I am here.').waitFor()
    await dee.page.getByText('On the caller’s page').first().waitFor()

    const write = page.frameLocator('[name=write]')
    await write.getByLabel(say.talk.label).fill(`thank you ${language} ${sentinel}`)
    await write.getByRole('button', { name: say.talk.send }).click()
    await talk.getByText(`thank you ${language} ${sentinel}`).waitFor()
    await write.getByText(plain.kept).waitFor()
    await dee.page.getByRole('log').getByText(`thank you ${language} ${sentinel}`).waitFor()
    await looksRight(frame(page, 'talk'), 'talking')
    assert.equal(
      await talk.getByText(say.state.asking.one.replace('{count}', '1')).isVisible(),
      false,
      'the old state hides',
    )

    await night.restart()
    await dee.page.getByLabel('Your message to the caller').fill('after the restart')
    await dee.page.keyboard.press('Enter')
    await talk.getByText('after the restart').waitFor()
    assert.equal(await talk.getByText('I am here.', { exact: true }).count(), 1)
    await page.getByRole('link', { name: plain.show }).click()
    await talk.getByText('after the restart').waitFor()

    await page.getByRole('link', { name: say.end.button }).click()
    await looksRight(page, 'end')
    await button(page, say.end.yes).first().click()
    await page.getByRole('heading', { name: say.end.title }).waitFor()
    await looksRight(page, 'ended')
    assert.equal((await page.content()).includes(sentinel), false)
    await page.getByRole('link', { name: say.end.again }).click()
    await page.getByLabel(plain.first).waitFor()
    assert.deepEqual(await caller.context.cookies(), [])
    assert.deepEqual(caller.faults([/ERR_CONNECTION/]), [])
    await caller.close()
  })

test('leaving fast without script: the browser forgets the chat on its way, and Back finds only the first page', async () => {
  const caller = await openWalker(night.browser, night.house, { javaScript: false })
  const { page } = caller
  await page.route(/wikipedia/, (route) => route.fulfill({ body: 'elsewhere', contentType: 'text/html' }))
  await caller.go('/en/line/chat')
  await page.getByLabel('Your first message').fill(`quick ${sentinel}`)
  await button(page, 'Start the chat').click()
  await page.frameLocator('[name=talk]').getByText(sentinel).waitFor()
  await page.getByRole('link', { name: 'Leave now' }).click()
  await page.getByText('elsewhere').waitFor()
  assert.deepEqual(await caller.context.cookies(night.house.url), [])
  await page.goBack().catch(() => null)
  await page.getByLabel('Your first message').waitFor()
  assert.equal((await page.content()).includes(sentinel), false)
  await caller.close()
})

test('what was typed without script is in no file of the house, and in no log', async () => {
  assert.deepEqual(await filesHolding(night.house, sentinel), [])
  assert.equal(
    night.house.logged.some((line) => line.includes(sentinel)),
    false,
  )
})
