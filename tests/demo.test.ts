import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { failToStart, passableFolder, startChild } from './child-house.ts'

const keysIn = (printed: string): string[] => printed.match(/AGE-SECRET-KEY-PQ-1[0-9A-Z]+/g) ?? []

test('a demo has named people, a folder of its own and a mark on every page; another start leaves it alone', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  const demo = await startChild({ DATA_DIR: data }, '--demo')
  assert.ok(existsSync(`${data}-demo`) && !existsSync(data))
  for (const name of ['Ruth', 'Amara', 'Noor', 'Dee', 'Mateo', 'Inés', 'Sam'])
    assert.match(demo.printed(), new RegExp(`^ *${name} `, 'm'))
  assert.equal(new Set(keysIn(demo.printed())).size, 7)
  for (const path of ['/en', '/es', '/en/privacy', '/en/leave', '/nowhere']) {
    const page = await fetch(demo.url + path, { headers: { accept: 'text/html' } })
    assert.match(await page.text(), /class="demo"/, path)
  }
  const { said } = await failToStart({ DATA_DIR: data }, '--demo')
  assert.match(said, /Another Beside .* is running on/)
  assert.equal((await fetch(`${demo.url}/readyz`)).status, 200)
  assert.equal((await fetch(`${demo.url}/en`)).status, 200)
  await demo.stop()
})

test('a demo begins anew each time, with fresh keys, and never touches the database of the real house', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  const elsewhere = { DATA_DIR: data, DATABASE_URL: 'postgres://beside@localhost/real?host=%2Fnowhere' }
  const first = await startChild(elsewhere, '--demo')
  await first.stop()
  const second = await startChild(elsewhere, '--demo')
  await second.stop()
  const both = [...keysIn(first.printed()), ...keysIn(second.printed())]
  assert.equal(new Set(both).size, 14)
})
