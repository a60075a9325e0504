import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute } from '#platform/clock'
import { randomToken } from '#platform/ids'
import { contactOf, realContacts } from '#features/contacts'
import { memberRemoved } from '#features/keys'
import { practiceOf } from '#features/practice'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { consoleOf, playCaller, startPractice } from '../../tests/practice.ts'
import { configOf, doorsOf, openLine, startChat } from '../chat/acting.ts'
import { CallerTalk } from '../chat/browser/caller/talk.ts'
import { makeLine } from '../promises/acting.ts'
import { PlainBrowser } from '../chat/acting-plain.ts'
import { words } from '../chat/words.ts'

test('the link opens the line’s own chat while it is closed, says practice in both languages, and opens one chat once', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await makeLine(people)
  assert.match(await (await house.request('/en/line/chat')).text(), /"open":false|&quot;open&quot;:false/)
  const { path, status } = await startPractice(people.dee, lineId, [people.dee])
  assert.equal(status, 201)
  for (const language of ['en', 'es'] as const) {
    const html = await (await house.request(path.replace('/en/', `/${language}/`))).text()
    assert.ok(html.includes(words[language].practice.banner))
    assert.ok(html.includes(`/${language === 'en' ? 'es' : 'en'}/line/practice/`), 'the other language stays practice')
    assert.doesNotMatch(html, /href="[^"]*\/line(\/message)?"/, 'nothing here leads into anything real')
  }
  assert.ok(!(await (await house.request('/en/line/chat')).text()).includes(words.en.practice.banner))

  const { talk, answer } = await playCaller(house, path)
  assert.equal(answer.status, 201)
  const contact = await contactOf(house.house.db.sql, people.team.teamId, talk.contactId)
  assert.notEqual(contact?.practiceId, null)
  const again = await house.request(path)
  assert.equal(again.status, 410)
  assert.match(await again.text(), new RegExp(words.en.practice.overTitle))
})

test('a used, a lapsed, a cancelled and an invented link open nothing, and nothing real instead', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await makeLine(people)
  const { dee } = people
  const [used, cancelled, lapsed] = [
    await startPractice(dee, lineId, [dee]),
    await startPractice(dee, lineId, [dee]),
    await startPractice(dee, lineId, [dee]),
  ]
  const config = await configOf(house, used.path)
  const began = await playCaller(house, used.path)
  await began.talk.api.post('/api/contact/leave', { erase: false })
  assert.equal(
    (await people.mateo.request(`/api/practices/${cancelled.practiceId}/link`, { method: 'DELETE' })).status,
    409,
  )
  assert.equal((await dee.request(`/api/practices/${cancelled.practiceId}/link`, { method: 'DELETE' })).status, 200)
  assert.equal((await dee.request(`/api/practices/${used.practiceId}/link`, { method: 'DELETE' })).status, 409)
  await house.clock.advance(hour + minute)
  for (const token of [used.token, cancelled.token, lapsed.token, 'A'.repeat(43)]) {
    assert.equal((await house.request(`/en/line/practice/${token}`)).status, 410)
    const before = await realContacts(house.house.db.sql, people.team.teamId)
    const talk = await CallerTalk.make(doorsOf(house, { ...config, practice: token }), () => {})
    const first = await talk.sealed(await talk.hello())
    const body = { ...(await talk.opening(config.recipients)), first }
    const refused = await house.request('/api/chats', { method: 'POST', body })
    assert.deepEqual([refused.status, ((await refused.json()) as { refused: string }).refused], [409, 'practice'])
    const plain = new PlainBrowser(house)
    const form = await plain.post('', { start: randomToken(), text: 'hello', practice: token })
    assert.deepEqual([form.status, plain.cookie], [409, ''])
    assert.deepEqual(await realContacts(house.house.db.sql, people.team.teamId), before)
    // So many starts from one place would be slowed otherwise.
    await house.clock.advance(hour)
  }
})

test('no request of a caller turns a real chat into practice', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const { path, token } = await startPractice(people.dee, lineId, [people.dee])
  const { talk, opening, first } = await startChat(house)
  const again = await house.request('/api/chats', { method: 'POST', body: { ...opening, first, practice: token } })
  assert.equal(again.status, 200)
  const contact = await contactOf(house.house.db.sql, people.team.teamId, talk.contactId)
  assert.equal(contact?.practiceId, null)
  assert.equal((await house.request(path)).status, 410)
})

test('only responders start one, and only those who may answer take part', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const { dee, ruth, mateo } = people
  assert.equal((await startPractice(ruth, lineId, [ruth])).status, 403)
  assert.equal((await startPractice(dee, crypto.randomUUID(), [dee])).status, 409)
  const stranger = { memberId: crypto.randomUUID() } as typeof dee
  assert.equal((await startPractice(dee, lineId, [dee, stranger])).status, 409)
  assert.equal((await startPractice(dee, lineId, [mateo, ruth])).status, 201)
})

test('whoever leaves the team leaves no link that opens, and is rung in no practice', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const { dee, mateo } = people
  const [deesLink, mateosLink] = [
    await startPractice(dee, lineId, [mateo]),
    await startPractice(mateo, lineId, [mateo, dee]),
  ]
  const is = { teamId: people.team.teamId, memberId: dee.memberId }
  await house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is }),
  )
  assert.equal((await house.request(deesLink.path)).status, 410)
  assert.equal((await house.request(mateosLink.path)).status, 200)
  const practice = await practiceOf(house.house.db.sql, is.teamId, mateosLink.practiceId)
  assert.deepEqual(practice?.memberIds, [mateo.memberId])
})

test('blocking in practice slows nobody who really writes from the same place', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const { dee } = people
  const { talk } = await playCaller(house, (await startPractice(dee, lineId, [dee])).path)
  const console = await consoleOf(house, people, dee)
  await console.rings(talk.contactId)
  await console.desk.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  await dee.request(`/api/chat/${talk.contactId}/end`, { method: 'POST', body: { block: true } })
  assert.equal((await startChat(house)).answer.status, 201)
})
