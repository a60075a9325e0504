import assert from 'node:assert/strict'
import { test } from 'node:test'
import { begin, joins, kept, openNight, says, type Writing } from '../../tests/record-people.ts'
import { until } from '../chat/acting.ts'
import { builtIn } from './built-in.ts'

const valuesOf = ({ record }: Writing, field: string): string[] =>
  (record.heads.get(field) ?? []).map(({ value }) => value).toSorted()

test('what Dee types is kept, sealed, and on Mateo’s console; the server’s rows say nothing of it', async () => {
  const night = await openNight()
  await using house = night.house
  const dee = await begin(night, night.people.dee)
  for (const text of ['s', 'so', 'some quiet', 'some quiet PEREGRINE']) dee.record.type('help', text)
  dee.record.set('kinds/grief', 'yes')
  dee.record.leave('help')
  await kept(dee)
  const mateo = await joins(night, dee, night.people.mateo)
  await says(mateo, 'help', 'some quiet PEREGRINE')
  await says(mateo, 'kinds/grief', 'yes')
  assert.equal(mateo.record.version, 0)
  const rows = await house.house.db.sql<{ body: string }[]>`select body from stream_rows`
  assert.ok(rows.length >= 3)
  for (const { body } of rows) assert.doesNotMatch(body, /PEREGRINE|grief|kinds/)
})

test('two write in one field at once: both see both, and whoever writes next has the last word', async () => {
  const night = await openNight()
  await using _house = night.house
  const dee = await begin(night, night.people.dee)
  const mateo = await joins(night, dee, night.people.mateo)
  dee.record.type('help', 'a place to sleep')
  mateo.record.type('help', 'somebody to talk to')
  assert.equal(mateo.record.text('help', '\n'), 'somebody to talk to', 'nobody’s words change under their hands')
  for (const one of [dee, mateo])
    await until(() => valuesOf(one, 'help').join() === 'a place to sleep,somebody to talk to', 'both being there')
  assert.deepEqual(
    mateo.record.beside('help').map(({ value }) => value),
    ['a place to sleep'],
  )
  mateo.record.type('help', 'somebody to talk to, today')
  await until(() => valuesOf(dee, 'help').includes('somebody to talk to, today'), 'Mateo going on')
  assert.equal(valuesOf(dee, 'help').length, 2, 'going on in the same go writes over nobody')
  mateo.record.leave('help')
  assert.ok(mateo.record.text('help', '\n').includes('a place to sleep'), 'left, the field holds both')
  mateo.record.set('help', 'both')
  await says(dee, 'help', 'both')
  assert.equal(dee.record.text('help', '\n'), 'both')
})

test('the person changes their mind: what is personal is gone everywhere, also what is typed at that moment elsewhere', async () => {
  const night = await openNight()
  await using _house = night.house
  const dee = await begin(night, night.people.dee)
  const mateo = await joins(night, dee, night.people.mateo)
  dee.record.set('ask', 'yes')
  dee.record.type('personal/name', 'Alex')
  dee.record.leave('personal/name')
  await until(() => mateo.record.mayAsk, 'it being all right')
  await says(mateo, 'personal/name', 'Alex')
  mateo.record.type('personal/place', 'the bridge')
  dee.record.empty()
  assert.equal(dee.record.text('personal/name', ' '), '')
  await until(() => mateo.record.emptying, 'Mateo’s console emptying')
  assert.equal(mateo.record.text('personal/place', '\n'), '')
  await kept(mateo)
  await kept(dee)
  for (const one of [dee, mateo]) assert.equal(one.record.hasPersonal, false)
  mateo.record.type('personal/place', 'here')
  mateo.record.leave('personal/place')
  await says(dee, 'personal/place', 'here')
})

test('a contact keeps the form it was taken with; a new one is taken with the newest', async () => {
  const night = await openNight()
  await using _house = night.house
  const { dee, amara } = night.people
  const before = await begin(night, dee)
  before.record.set('kinds/grief', 'yes')
  await kept(before)
  const own = {
    id: 'own-1',
    section: 'help',
    type: 'line',
    label: { en: 'Keys?' },
    hint: {},
    choices: [],
    hidden: false,
  }
  const form = { fields: [...builtIn.fields, own] }
  const saved = await amara.request('/api/record/form', { method: 'PUT', body: { version: 0, form } })
  assert.equal(saved.status, 200, await saved.text())
  await until(() => before.forms.view.version === 1, 'the console hearing of it')
  const after = await begin(night, dee)
  await until(() => after.record.version === 1, 'the new contact')
  assert.equal(after.record.form?.fields.at(-1)?.id, 'own-1')
  assert.equal(before.record.version, 0)
  after.record.set('own-1', 'with the neighbor')
  await kept(after)
  await amara.request('/api/record/form', { method: 'PUT', body: { version: 1, form: builtIn } })
  const mateo = await joins(night, after, night.people.mateo)
  await until(() => mateo.record.form?.fields.at(-1)?.id === 'own-1', 'the version it was taken with, fetched')
})
