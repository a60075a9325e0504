import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day } from '#platform/clock'
import { randomId } from '#platform/ids'
import type { Language } from '#platform/words'
import { applies, ask, cardOf, hiddenId, openCrew, paperFor, post, see, type Crew } from '../../tests/newcomers.ts'
import { byHand } from './browser/acts.ts'
import { words as said } from './words.ts'

/* Whether the public form takes new people, and cards by hand. The tests follow one another. */
let crew: Crew
before(async () => (crew = await openCrew()))
after(() => crew.close())

const asked = { name: 'fern-name', reach: 'fern-reach', wish: '', when: '', languages: '' }

test('while nobody new is taken the page says so kindly and since when, and keeps nothing; who wrote before goes on', async () => {
  const before = await applies(crew, 'Rosa')
  const opened = hiddenId((await see(crew, '/en/help-us')).html)
  assert.equal(await ask(crew.people.dee, ['PUT', 'paused', { paused: true }]), 403)
  assert.equal(await ask(crew.people.amara, ['PUT', 'paused', { paused: true }]), 200)
  const dates: Record<Language, RegExp> = { en: / 20\d\d, so that/, es: / 20\d\d, para que/ }
  for (const language of ['en', 'es'] as const) {
    const { status, html } = await see(crew, `/${language}/help-us`)
    const { paused, eraseLink } = said[language].form
    assert.equal(status, 200)
    for (const sentence of [paused.title, paused.before, paused.later, eraseLink]) assert.ok(html.includes(sentence))
    assert.match(html, dates[language])
    assert.doesNotMatch(html, /<form id="help"/)
  }
  const late = await post(crew, '/en/help-us', { id: opened, name: 'too late', reach: 'r' })
  assert.ok(late.html.includes(said.en.form.paused.title))
  assert.equal(await cardOf(crew, opened), undefined)
  const script = await crew.house.request('/api/help-us', { headers: { 'x-language': 'es' } })
  assert.deepEqual([script.status, (await script.json()).words], [409, said.es.refused.paused])
  assert.equal(await ask(crew.people.amara, ['POST', `${before.newcomerId}/steps`, { kind: 'read', from: 'new' }]), 200)
})

test('the day it was decided stays, whoever says it again; taken up, the form is there again', async () => {
  const first = (await see(crew, '/en/help-us')).html
  await crew.house.clock.leap(2 * day)
  assert.equal(await ask(crew.people.ruth, ['PUT', 'paused', { paused: true }]), 200)
  assert.equal((await see(crew, '/en/help-us')).html, first)
  assert.equal(await ask(crew.people.ruth, ['PUT', 'paused', { paused: false }]), 200)
  assert.ok((await see(crew, '/en/help-us')).html.includes(said.en.form.lead))
})

test('a card by hand is sealed, whoever made it looks after it, and its words erase it; also while the form takes nobody', async () => {
  const { amara, ruth, dee } = crew.people
  assert.equal(await ask(amara, ['PUT', 'paused', { paused: true }]), 200)
  const { words } = await byHand(ruth, { written: asked, language: 'es' })
  const rows = await crew.house.house.db.sql<{ id: string; language: string }[]>`
    select newcomer_id as id, language from newcomers where state = 'new'`
  const { id, language } = rows[0]!
  assert.deepEqual([rows.length, language, (await cardOf(crew, id))!.ownerId], [1, 'es', ruth.memberId])
  const paper = await paperFor(amara, id)
  assert.ok(typeof paper === 'object' && paper.written.name === 'fern-name' && paper.written.reach === 'fern-reach')
  const refused = await dee.request('/api/newcomers', {
    method: 'POST',
    body: { newcomerId: randomId(), language: 'en', sealed: 'AAAA' },
  })
  assert.equal(refused.status, 403)
  const gone = await post(crew, '/es/help-us/erase', { words: words.join(' ') })
  assert.ok(gone.html.includes(said.es.form.erase.gone))
  assert.equal(await cardOf(crew, id), undefined)
})
