import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { minute, second } from '#platform/clock'
import { acceptIntake } from '#features/keys'
import { clockIn, deskOf, openLine, until } from '../../features/chat/acting.ts'
import { Conversation } from '../../features/chat/browser/conversation.ts'
import { openBrowser, scriptCame } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People } from '../people.ts'
import { button, hears, looksRight, openSide, write, type Side } from './main-job-steps.ts'
import { sayIn } from './main-job-words.ts'

/* What a caller meets when it does not go well: nobody comes, or the team changes while the page is open. */

let house: TestHouse
let people: People
let lineId: string
let browser: Browser
let dee: ReturnType<typeof deskOf>
before(async () => {
  house = await openTestHouse()
  people = await foundTeam(house)
  lineId = await openLine(house, people)
  dee = deskOf(house, people, people.dee)
  await clockIn(dee, lineId)
  browser = await openBrowser()
})
after(async () => {
  dee?.live.close()
  await browser?.close()
  await house?.close()
})

const callerIn = (language: 'en' | 'es'): Promise<Side> => {
  const options = { viewport: language === 'en' ? 'phone' : 'desktop', locale: language } as const
  return openSide(browser, { house, say: sayIn(language), name: 'caller', options })
}

for (const language of ['en', 'es'] as const)
  test(`nobody comes for three minutes: said plainly, and a message can be left instead, ${language}`, async () => {
    const caller = await callerIn(language)
    const { page, say, walker } = caller
    await walker.go(`/${language}/line/chat`)
    await scriptCame(page)
    await button(page, say.caller.start.start).click()
    await page.getByText(say.askingOne).waitFor()
    await write(caller, 'are you there')
    await page.getByText(say.caller.talk.kept).waitFor()
    await house.clock.advance(2 * minute + 50 * second)
    assert.equal(await page.getByText(say.caller.nobody.title).isVisible(), false, 'not said too early')
    await house.clock.advance(10 * second)
    await page.getByRole('heading', { name: say.caller.nobody.title }).waitFor()
    await page.getByRole('link', { name: '988' }).waitFor()
    await looksRight(caller, `nobody-${language}`)
    await button(page, say.caller.nobody.message).click()
    await page.getByLabel(say.caller.message.text).fill('please call')
    await page.getByLabel(say.caller.message.isSafe).check()
    await page.getByLabel(say.caller.message.reach).fill('555-0100')
    await looksRight(caller, `instead-${language}`)
    await button(page, say.caller.message.send).click()
    await page.getByRole('status').getByText(say.caller.message.keptTitle).waitFor()
    await page.getByText(say.caller.talk.messageKept).waitFor()
    await looksRight(caller, `kept-${language}`)
    const [left] = await house.house.db.sql<{ count: number }[]>`select count(*) from messages_left`
    assert.equal(left!.count, language === 'en' ? 1 : 2)
    assert.deepEqual(walker.faults(), [])
    await walker.close()
  })

test('the line’s keys change while the page is open: the start is sealed again without a word, and Dee reads it', async () => {
  const caller = await callerIn('en')
  const { page, say, walker } = caller
  await walker.go('/en/line/chat')
  await scriptCame(page)
  await newIntake()
  await button(page, say.caller.start.start).click()
  await page.getByText(say.askingOne).waitFor()
  await write(caller, 'under the new key')
  const posted = walker.requests.filter(({ url, method }) => method === 'POST' && url.endsWith('/api/chats'))
  assert.equal(posted.length, 2, 'refused once as outdated, then sealed again')
  const { contactId } = JSON.parse(posted[1]!.body) as { contactId: string }
  await people.dee.learn()
  await dee.live.say('queue.claim', { contactId, locked: false })
  const conversation = new Conversation(dee, contactId)
  const read = (): boolean =>
    conversation.talk.log.rows.some(({ body }) => body?.k === 'text' && body.text === 'under the new key')
  await until(read, 'Dee reading it')
  conversation.write('I am here')
  await hears(caller, 'I am here')
  assert.deepEqual(walker.faults([/409/]), [])
  conversation.close()
  await walker.close()
})

/** What a removal does to a line: the next intake, signed by Ruth. */
async function newIntake(): Promise<void> {
  const { statement, wrap } = await people.ruth.keyring.makeIntake(lineId)
  const refused = await acceptIntake(house.house.db.sql, { teamId: people.team.teamId, lineId, statement, wrap })
  assert.equal(refused, null)
}
