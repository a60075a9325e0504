import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { makeApi } from '#platform/browser/api'
import { day, hour, later } from '#platform/clock'
import { randomId } from '#platform/ids'
import type { Language } from '#platform/words'
import { filesHolding } from '../../tests/walks/chat-raw.ts'
import {
  applies,
  ask,
  cardOf,
  hiddenId,
  openCrew,
  paperFor,
  post,
  see,
  wordsIn,
  type Crew,
} from '../../tests/newcomers.ts'
import { send } from './browser/public/send.ts'
import { words as said } from './words.ts'

/* The public form, against a whole server, with and without script. The tests follow one another. */
let crew: Crew
before(async () => (crew = await openCrew()))
after(() => crew.close())

test('without script, in both languages: the page says who sees it, asks little, and keeps what was written where it is not whole', async () => {
  for (const language of ['en', 'es'] as Language[]) {
    const say = said[language].form
    const { status, html } = await see(crew, `/${language}/help-us`)
    assert.equal(status, 200)
    for (const sentence of [say.title, say.plain, say.who, say.next, say.fields.name])
      assert.ok(html.includes(sentence))
    assert.ok(html.includes('data-leave'), 'leaving fast')
    assert.deepEqual(
      [...html.matchAll(/<(?:input|textarea)[^>]*\srequired/g)].length,
      2,
      'only the name and the way are needed',
    )
    assert.ok(gzipSync(html).length < 8_000)
    const back = await post(crew, `/${language}/help-us`, { id: hiddenId(html), name: '', reach: 'kept <here>' })
    assert.equal(back.status, 422)
    assert.ok(back.html.includes(say.problem.name) && back.html.includes('kept &lt;here&gt;'))
  }
  const long = await post(crew, '/en/help-us', { name: 'n', reach: 'r', wish: 'x'.repeat(2001) })
  assert.ok(long.status === 422 && long.html.includes(said.en.form.problem['too-long']))
  assert.equal((await see(crew, '/en/help-us')).html.includes('set-cookie'), false)
})

test('what is written stands nowhere in the clear, is read by who coordinates, has an owner and a time, and its owner hears', async () => {
  const secrets = ['mulberry-name', 'mulberry-reach', 'mulberry-wish', 'mulberry-when', 'mulberry-tongue']
  const [name, reach, wish, when, languages] = secrets as [string, string, string, string, string]
  const { newcomerId, words } = await applies(crew, name, { reach, wish, when, languages })
  assert.equal(words.length, 8)
  await crew.hear(['amara'])
  const card = (await cardOf(crew, newcomerId))!
  const { amara, ruth, dee } = crew.people
  const due = later(crew.house.house.clock.now(), 7 * day).toISOString()
  assert.deepEqual([card.state, card.ownerId, card.dueAt], ['new', amara.memberId, due])
  assert.deepEqual(await filesHolding(crew.house, [...secrets, words.join(' ')]), [])
  assert.ok(!crew.house.logged.some((line) => line.includes('mulberry') || line.includes(newcomerId)))
  for (const reader of [amara, ruth]) {
    const paper = await paperFor(reader, newcomerId)
    assert.ok(typeof paper === 'object')
    const { at, ...written } = paper.written
    assert.deepEqual(written, { name, reach, wish, when, languages })
    assert.equal(at, crew.house.house.clock.now().getTime())
  }
  assert.equal(await paperFor(dee, newcomerId), 403)
})

test('another row or another label does not open as this one', async () => {
  const { newcomerId } = await applies(crew, 'Lucía')
  const { amara } = crew.people
  const paper = (await (await amara.request(`/api/newcomers/${newcomerId}`)).json()) as { sealed: string }
  const { openApplication } = await import('./sealing.ts')
  await assert.rejects(openApplication(amara.keyring, randomId(), paper.sealed))
})

test('sent twice it is one card, and the words of the second answer hold', async () => {
  const first = await applies(crew, 'Twice')
  const again = await post(crew, '/en/help-us', { id: first.newcomerId, name: 'Twice', reach: 'r' })
  const words = wordsIn(again.html)
  const wrong = await post(crew, '/en/help-us/erase', { words: first.words.join(' ') })
  assert.ok(wrong.html.includes(said.en.form.erase.problem.wrong))
  const right = await post(crew, '/en/help-us/erase', { words: words.join(' ') })
  assert.ok(right.html.includes(said.en.form.erase.gone))
})

test('whoever wrote erases it with their words, as they remember them, in the page of the other language too', async () => {
  const { newcomerId, words } = await applies(crew, 'Rosa')
  const { keyStore } = crew.house.house
  assert.ok(keyStore.has(`newcomer ${newcomerId}`))
  for (const [typed, sentence] of [
    ['seven words', said.es.form.erase.problem.count],
    [words.with(0, 'zzzzz').join(' '), said.es.form.erase.problem.check],
  ] as const)
    assert.ok((await post(crew, '/es/help-us/erase', { words: typed })).html.includes(sentence))
  const gone = await post(crew, '/es/help-us/erase', { words: words.join(' - ').toUpperCase() })
  assert.ok(gone.html.includes(said.es.form.erase.gone))
  assert.equal(keyStore.has(`newcomer ${newcomerId}`), false)
  assert.equal(await cardOf(crew, newcomerId), undefined)
  assert.equal(await ask(crew.people.amara, ['GET', newcomerId]), 'gone')
  const again = await post(crew, '/es/help-us', { id: newcomerId, name: 'Rosa', reach: 'r' })
  assert.ok(again.status === 422 && again.html.includes(said.es.form.problem.gone))
  assert.notEqual(hiddenId(again.html), newcomerId)
})

test('with script it is sealed before it is sent, and anew when the team changed meanwhile', async () => {
  await crew.house.clock.leap(hour)
  const sent: string[] = []
  let stale = 1
  const through: typeof fetch = async (path, init) => {
    const body = init?.body as string | undefined
    if (body) sent.push(body)
    const [url, asked] = [String(path).replace(crew.house.url, ''), body && (JSON.parse(body) as { epoch: number })]
    const given = asked ? { ...asked, epoch: asked.epoch + (stale-- > 0 ? 1 : 0) } : undefined
    return crew.house.request(url, { method: init?.method ?? 'GET', ...(given ? { body: given } : {}) })
  }
  const api = makeApi({ language: () => 'es', offline: () => 'offline', base: crew.house.url, fetch: through })
  const form = new FormData()
  const id = randomId()
  for (const [name, value] of Object.entries({ id, name: 'elder-name', reach: 'elder-reach', wish: 'elder-wish' }))
    form.set(name, value)
  const { words } = await send(api, form)
  assert.equal(words.length, 8)
  assert.equal(sent.length, 2)
  assert.ok(sent.every((body) => !body.includes('elder')))
  const paper = await paperFor(crew.people.ruth, id)
  assert.ok(typeof paper === 'object' && paper.written.name === 'elder-name' && paper.written.when === '')
})

test('what is no application is refused, with a sentence', async () => {
  const good = { newcomerId: randomId(), epoch: 1, sealed: 'AAAA' }
  for (const bad of [
    {},
    { ...good, newcomerId: 'x' },
    { ...good, sealed: '' },
    { ...good, sealed: 'A'.repeat(50_000) },
  ]) {
    const answer = await crew.house.request('/api/help-us', { method: 'POST', body: bad })
    assert.equal(answer.status, 422)
  }
  const other = await crew.house.request('/api/help-us', {
    method: 'POST',
    body: good,
    headers: { origin: 'https://elsewhere.example' },
  })
  assert.equal(other.status, 403)
})
