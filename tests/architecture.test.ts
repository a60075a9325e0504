import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { features, floorPlan } from '../features.ts'
import { findProblems } from './architecture.ts'
import { readSources } from './sources.ts'

test('the house keeps its boundaries', () => {
  assert.deepEqual(findProblems(readSources(join(import.meta.dirname, '..')), floorPlan), [])
})

test('the table of contents names every feature once, in floor-plan order', () => {
  const named = features.map(({ name }) => name).filter((name) => floorPlan.includes(name as never))
  assert.deepEqual(named, [...floorPlan])
})

const good = {
  'features/members/README.md': '',
  'features/members/index.ts': '',
  'features/chat/README.md': '',
  'features/chat/index.ts': '',
}
const broken: [string, Record<string, string>, RegExp][] = [
  [
    'reaching deeper than a door',
    { 'features/chat/server/a.ts': "import { b } from '../../members/rules.ts'" },
    /only by its door/,
  ],
  [
    'leaving a feature sideways',
    { 'features/chat/a.ts': "import { b } from '../../platform/clock.ts'" },
    /only through a door/,
  ],
  [
    'standing on a higher floor',
    { 'features/members/a.ts': "import { b } from '#features/chat'" },
    /lower floors only/,
  ],
  ['the platform knowing a feature', { 'platform/a.ts': "import { b } from '#features/members'" }, /knows no feature/],
  [
    'browser code seeing the server',
    { 'features/chat/browser/a.ts': "import { b } from '../server/b.ts'" },
    /never sees the server/,
  ],
  ['browser code using Node', { 'features/chat/browser/a.ts': "import { b } from 'node:fs'" }, /no such module/],
  [
    'browser code using Node through another file',
    {
      'features/chat/browser/a.ts': "import { b } from '../rules.ts'",
      'features/chat/rules.ts': "import { c } from 'node:fs'",
    },
    /rules\.ts imports node:fs/,
  ],
  [
    'server code running browser code',
    { 'features/chat/server/a.ts': "import { b } from '../browser/b.ts'" },
    /never runs browser code/,
  ],
  ['SQL in a route', { 'features/chat/server/routes.ts': 'await sql<Row[]>`select 1`' }, /SQL stands only in/],
  ['the database telling the time', { 'features/chat/server/store.ts': 'sql`select now()`' }, /pass clock\.now/],
  ['the wall clock in a decision', { 'features/chat/server/a.ts': 'const at = Date.now()' }, /the house's clock/],
  ['a feature that does not say what it is for', { 'features/queue/index.ts': '' }, /has no README\.md/],
]

for (const [what, files, finding] of broken) {
  test(`the boundaries are seen to be broken by ${what}`, () => {
    const root = mkdtempSync(join(tmpdir(), 'beside-architecture-'))
    try {
      for (const [file, text] of Object.entries({ ...good, ...files })) {
        mkdirSync(dirname(join(root, file)), { recursive: true })
        writeFileSync(join(root, file), text)
      }
      const problems = findProblems(readSources(root), floorPlan)
      assert.equal(problems.length, 1, problems.join('\n'))
      assert.match(problems[0]!, finding)
    } finally {
      rmSync(root, { recursive: true })
    }
  })
}
