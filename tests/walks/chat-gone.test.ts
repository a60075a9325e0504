import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator } from 'playwright-core'
import { minute } from '#platform/clock'
import { deskOf, startChat } from '../../features/chat/acting.ts'
import { words as chatWords } from '../../features/chat/words.ts'
import { words as queueWords } from '../../features/queue/words.ts'
import type { Walker } from '../browser.ts'
import { consoleOf, looksRight, onDuty, openNight, type Night } from './chat-people.ts'

let night: Night
before(async () => (night = await openNight()))
after(() => night?.close())

const sides = [
  { language: 'en', who: 'dee', options: { viewport: 'phone', locale: 'en-US', theme: 'dark' } },
  { language: 'es', who: 'mateo', options: { viewport: 'desktop', locale: 'es-MX', theme: 'light' } },
] as const

for (const { language, who, options } of sides)
  test(`the caller’s page is gone: the open conversation itself says since when, and when it ends, ${language}`, async () => {
    const person = night.people[who]
    await onDuty(night, person)
    const desk = deskOf(night.house, night.people, person)
    const { talk } = await startChat(night.house)
    await desk.live.say('queue.claim', { contactId: talk.contactId, locked: false })
    const walker = await consoleOf(night, person, options)
    await sixMinutesLater(walker)
    await walker.go(`/console#/talks/${talk.contactId}`)
    const { since, ends } = queueWords[language].callerGone
    const { console } = chatWords[language]
    const conversation = walker.page.getByRole('region', { name: console.tabTalk })
    await conversation.getByLabel(console.label, { exact: true }).waitFor()
    assert.equal(await says(conversation, since).isVisible(), false, 'not while the caller is there')
    talk.wipe()
    await says(conversation, since).waitFor()
    await says(conversation, ends).waitFor()
    await looksRight(walker, `gone-${language}`)
    assert.deepEqual(walker.faults([/401/]), [])
    await walker.close()
    desk.live.close()
  })

const says = (place: Locator, sentence: string): Locator => place.getByText(sentence.split('{')[0]!.trim())

/** A page that is gone for a moment is not worth a word; after five minutes it is. */
const sixMinutesLater = ({ page }: Walker): Promise<void> =>
  page.evaluate((milliseconds) => {
    const { now } = Date
    Date.now = () => now() + milliseconds
  }, 6 * minute)
