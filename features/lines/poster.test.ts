import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openness } from './hours.ts'
import { poster, type Poster, type PosterParts } from './poster.ts'
import { firstLine } from './template.ts'
import type { LineDraft } from './wire.ts'

const timeZone = 'America/New_York'
const fridayNight = new Date('2026-11-21T04:10:00Z')
const saturdayNoon = new Date('2026-11-21T17:00:00Z')

const line = (changes: Partial<LineDraft> = {}): LineDraft => ({
  ...firstLine(['en', 'es']),
  path: 'night',
  isRoot: false,
  ...changes,
})
const draw = (changes: Partial<PosterParts> = {}): Poster => {
  const parts = {
    line: line(),
    language: 'en' as const,
    timeZone,
    at: fridayNight,
    reachable: 2,
    chat: true,
    ...changes,
  }
  return poster({ openness: openness(parts.line, timeZone, parts.at), ...parts })
}
const plain = (text: string): string => text.replaceAll(/\s/g, ' ')

test('Friday night with somebody there: says so, until when, and offers the chat first', () => {
  const said = draw()
  assert.equal(said.state, 'here')
  assert.equal(said.now, 'Someone is here now.')
  assert.equal(plain(said.nowMore.join(' ')), 'We are open until Saturday 8:00 AM (Eastern Time).')
  assert.deepEqual(
    said.ways.map(({ kind, href, first }) => [kind, href, first]),
    [
      ['chat', '/en/night/chat', true],
      ['message', '/en/night/message', false],
    ],
  )
})

test('closed: says when it opens, with the weekday, and offers the message first and no chat', () => {
  const said = draw({ at: saturdayNoon, language: 'es' })
  assert.equal(said.state, 'closed')
  assert.equal(plain(said.nowMore[0]!), 'Abrimos el sábado 8:00 p.m. (hora oriental).')
  assert.deepEqual(
    said.ways.map(({ kind }) => kind),
    ['message'],
  )
})

test('open with nobody reachable is never called "here", and what else is open comes first', () => {
  const said = draw({ reachable: 0 })
  assert.equal(said.state, 'unreachable')
  assert.equal(said.instead?.kind, 'elsewhere')
  assert.match(said.nowMore.join(' '), /wait in the chat/)
  assert.doesNotMatch(draw({ reachable: 0, chat: false }).nowMore.join(' '), /wait in the chat/)
})

test('a chat that cannot be opened is not offered; phone numbers become plain links', () => {
  const channels = { chat: true, phone: '(413) 555-0147', text: '+1 413 555 0147' }
  const said = draw({ chat: false, line: line({ channels }) })
  assert.deepEqual(
    said.ways.map(({ href }) => href),
    ['tel:4135550147', 'sms:+14135550147', '/en/night/message'],
  )
})

test('what is first told is in the order of the promise: what we do, who can read, how to leave', () => {
  assert.deepEqual(
    draw().told.map(({ title }) => title),
    ['What we will and won’t do', 'Who can read what you write', 'Leave fast'],
  )
  const read = draw().told[1]!
  assert.ok(
    read.kind === 'list' && read.sentences.some((sentence) => sentence.includes('you trust the people who run it')),
  )
})

test('a missing translation falls back to the other language and says which; a placeholder is never shown', () => {
  const half = line({ description: { en: 'We listen.' }, area: { en: 'Here', es: '⟦Escribe aquí⟧' } })
  const said = draw({ line: half, language: 'es' })
  assert.deepEqual(said.description, { text: 'We listen.', lang: 'en' })
  assert.ok(said.more.some((section) => section.kind === 'said' && section.parts[0]!.said.lang === 'en'))
  assert.ok(!JSON.stringify(draw({ line: firstLine(['en', 'es']) })).includes('⟦'))
})

test('phone-only is told with the policy', () => {
  assert.match(JSON.stringify(draw({ line: line({ phoneOnly: true }) }).told), /We can’t come to you/)
})

test('special days within 30 days are said, later and past ones are not', () => {
  const hours = {
    ...line().hours,
    exceptions: [
      { date: '2026-11-27', spans: [] },
      { date: '2026-11-19', spans: [] },
      { date: '2027-02-01', spans: [] },
    ],
  }
  const said = draw({ line: line({ hours }) }).more.find((section) => section.kind === 'list')
  assert.deepEqual(said?.kind === 'list' && said.sentences.map(plain), [
    'Friday 8:00 PM to Saturday 8:00 AM',
    'Saturday 8:00 PM to Sunday 8:00 AM',
    'Friday, November 27: closed',
  ])
})

test('each place elsewhere says whether police come', () => {
  const places = draw().more.find((section) => section.kind === 'elsewhere')
  assert.deepEqual(places?.kind === 'elsewhere' && places.places.map(({ act, href, police }) => [act, href, police]), [
    ['Call 988', 'tel:988', 'May bring police'],
    ['Call 911', 'tel:911', 'Police are part of it'],
  ])
})

test('around the clock is one sentence, not seven', () => {
  const { hours } = line()
  const always = Object.fromEntries(
    Object.keys(hours.weekly).map((day) => [day, [{ from: '00:00', to: '00:00' }]]),
  ) as typeof hours.weekly
  const said = draw({ line: line({ hours: { weekly: always, exceptions: [] } }), at: saturdayNoon })
  assert.deepEqual([said.state, said.nowMore], ['here', ['We are open day and night.']])
  assert.ok(
    said.more.some((section) => section.kind === 'list' && section.sentences.join() === 'Every day, all day and night'),
  )
})
