import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readSources, type Sources } from './sources.ts'
import { findUnusedWords } from './words-used.ts'
import { findWordProblems } from './words.ts'

test('every sentence exists in English and in Spanish, with the same places, calmly said', () => {
  assert.deepEqual(findWordProblems(readSources(join(import.meta.dirname, '..'))), [])
})

const pair = (en: object, es: object): Sources => {
  const texts: Record<string, string> = {
    'features/chat/words/en.json': JSON.stringify(en),
    'features/chat/words/es.json': JSON.stringify(es),
  }
  return { root: '/', files: Object.keys(texts), textOf: (file) => texts[file]! }
}

const broken: [string, Sources, RegExp][] = [
  ['a sentence without Spanish', pair({ hello: 'Hello', bye: 'Bye' }, { hello: 'Hola' }), /es\.json: bye is missing/],
  ['a Spanish sentence too many', pair({}, { bye: 'Adiós' }), /en\.json: bye is missing/],
  ['a place that was lost', pair({ at: 'At {time}' }, { at: 'A las' }), /has the places \[\], English has \[time\]/],
  ['an exclamation mark', pair({ hello: 'Hello!' }, { hello: 'Hola' }), /hello shouts/],
  ['an exclamation mark the other way up', pair({ hello: 'Hello' }, { hello: '¡Hola' }), /hello shouts/],
  ['an empty sentence', pair({ hello: ' ' }, { hello: 'Hola' }), /hello is empty/],
  ['a word for people that we never use', pair({ who: 'The user left' }, { who: 'Se fue' }), /says “user”/],
  ['the same in Spanish', pair({ who: 'They left' }, { who: 'La víctima se fue' }), /says “víctima”/],
  ['a promise nobody can keep', pair({ safe: 'This is anonymous' }, { safe: 'Es seguro' }), /says “anonymous”/],
  [
    'a counted sentence, inside',
    pair({ n: { one: 'One', other: 'Many!' } }, { n: { one: 'Una', other: 'Muchas' } }),
    /n\.other shouts/,
  ],
]

for (const [what, sources, finding] of broken) {
  test(`the words are seen to be broken by ${what}`, () => {
    const problems = findWordProblems(sources)
    assert.equal(problems.length, 1, problems.join('\n'))
    assert.match(problems[0]!, finding)
  })
}

test('no sentence is kept that nothing says', () => {
  assert.deepEqual(findUnusedWords(readSources(join(import.meta.dirname, '..'))), [])
})

test('a sentence that nothing says is found; one that is said, under whatever name, is not', () => {
  const texts: Record<string, string> = {
    'features/chat/words/en.json': JSON.stringify({ hello: 'Hello', bye: 'Bye', end: { yes: 'Yes', no: 'No' } }),
    'features/chat/page.ts': 'const say = words.end\nshow(words.hello, say.yes)',
    'features/chat/page.test.ts': 'words.bye',
  }
  const sources: Sources = { root: '/', files: Object.keys(texts), textOf: (file) => texts[file]! }
  assert.deepEqual(findUnusedWords(sources), [
    'features/chat/words/en.json: nothing says bye',
    'features/chat/words/en.json: nothing says end.no',
  ])
})
