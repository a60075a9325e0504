import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import ts from 'typescript'
import { compilerOptions } from './described.ts'

const root = join(import.meta.dirname, '..')
const options = compilerOptions()

/** Read once: seven programs differ in one file. */
const sources = new Map<string, ts.SourceFile | undefined>()

/** What the type checker says about a file with this text, standing where features stand. */
function complaints(text: string): string[] {
  const file = join(root, 'features', 'example.ts')
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (path) => path === file || fileExists(path)
  host.getSourceFile = (path, ...rest) => {
    if (path === file) return ts.createSourceFile(path, text, rest[0])
    if (!sources.has(path)) sources.set(path, getSourceFile(path, ...rest))
    return sources.get(path)
  }
  const program = ts.createProgram([file], options, host)
  const found = [
    ...program.getSyntacticDiagnostics(program.getSourceFile(file)),
    ...program.getSemanticDiagnostics(program.getSourceFile(file)),
  ]
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

const whole = `
import { z } from 'zod'
import { message, route, streamTopic } from '#platform/house'
import { anyone } from '#platform/visitors'
import type { Language } from '#platform/words'
const english = { hello: 'Hello' }
const spanish = { hello: 'Hola' }
export const words: Record<Language, typeof english> = { en: english, es: spanish }
export const way = route({ method: 'GET', path: '/x', guard: anyone, handle: ({ c }) => c.text('x') })
export const said = message({ name: 'x', guard: anyone, body: z.string(), handle: async ({ body }) => body })
export const followed = streamTopic({ name: 'x', guard: anyone, stream: async () => null })
`

const broken: [string, string, string, RegExp][] = [
  ['a route without a guard', "path: '/x', guard: anyone,", "path: '/x',", /guard/],
  ['a socket message without a guard', "message({ name: 'x', guard: anyone,", "message({ name: 'x',", /guard/],
  ['a topic without a guard', "streamTopic({ name: 'x', guard: anyone,", "streamTopic({ name: 'x',", /guard/],
  ['a sentence without Spanish', "{ hello: 'Hola' }", '{}', /hello/],
  ['a language without sentences', ', es: spanish }', ' }', /es/],
  [
    'an enum',
    "const english = { hello: 'Hello' }",
    "enum E { A }\nexport const e = E.A\nconst english = { hello: 'Hello' }",
    /erasableSyntaxOnly/,
  ],
]

test('what is whole passes the type check', () => {
  assert.deepEqual(complaints(whole), [])
})

for (const [what, part, instead, complaint] of broken) {
  test(`${what} does not pass the type check`, () => {
    assert.ok(whole.includes(part))
    const said = complaints(whole.replace(part, instead))
    assert.ok(
      said.some((line) => complaint.test(line)),
      said.join('\n'),
    )
  })
}
