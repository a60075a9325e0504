import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute } from '#platform/clock'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { consoleOf, startPractice } from '../../tests/practice.ts'
import { until } from '../chat/acting.ts'
import { PlainBrowser } from '../chat/acting-plain.ts'
import { makeLine } from '../promises/acting.ts'
import { words } from '../chat/words.ts'

const { banner } = words.en.practice

test('without script every page of it says practice, and none leads into a real chat', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await makeLine(people)
  const dee = await consoleOf(house, people, people.dee)
  const { path, token } = await startPractice(people.dee, lineId, [people.dee])
  const link = await new PlainBrowser(house, path).get()
  assert.ok(link.html.includes(banner))
  const start = /name="start" value="([^"]+)"/.exec(link.html)![1]!
  assert.equal(/name="practice" value="([^"]+)"/.exec(link.html)![1], token)

  const plain = new PlainBrowser(house)
  assert.equal((await plain.post('', { start, text: 'hello', practice: token })).status, 303)
  assert.equal(
    (await plain.post('', { start, text: 'hello', practice: token })).status,
    303,
    'pressed twice, it is one',
  )
  const { contactId } = await until(() => dee.view.rings[0], 'the ring')
  for (const part of ['', '/end', '/left', '/words']) assert.ok((await plain.get(part)).html.includes(banner), part)
  const shown = (await plain.post('/words', {})).html
  assert.ok(shown.includes(banner))
  const eight = [...shown.matchAll(/<li>(\p{L}+)<\/li>/gu)].map(([, word]) => word).join(' ')

  const elsewhere = new PlainBrowser(house)
  assert.equal((await elsewhere.post('/back', { words: eight })).status, 303)
  assert.ok((await elsewhere.get()).html.includes(banner), 'come back on another device')
  await dee.desk.live.say('queue.claim', { contactId, locked: false })
  await people.dee.request(`/api/chat/${contactId}/end`, { method: 'POST', body: { block: true } })
  const ended = (await elsewhere.get()).html
  assert.ok(ended.includes(banner))
  assert.doesNotMatch(ended, /new=1/)
  assert.ok((await elsewhere.post('/end', { erase: 'yes' })).html.includes(banner))
  await house.clock.advance(minute)
  assert.equal((await new PlainBrowser(house).get()).html.includes(banner), false, 'the real page is real')
})
