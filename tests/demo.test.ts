import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ConsolePerson } from '../tools/founding.ts'
import type { HoursView } from '../features/care/wire.ts'
import type { MayClockIn } from '../features/queue/wire.ts'
import type { ShiftsView } from '../features/shifts/views.ts'
import { failToStart, passableFolder, startChild } from './child-house.ts'

const keysIn = (printed: string): string[] => printed.match(/AGE-SECRET-KEY-PQ-1[0-9A-Z]+/g) ?? []

test('a demo has named people, a folder of its own and a mark on every page and a roster; another start leaves it alone', async (t) => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  const demo = await startChild({ DATA_DIR: data }, '--demo')
  t.after(() => demo.stop())
  assert.ok(existsSync(`${data}-demo`) && !existsSync(data))
  for (const name of ['Ruth', 'Amara', 'Noor', 'Dee', 'Mateo', 'Inés', 'Sam'])
    assert.match(demo.printed(), new RegExp(`^ *${name} `, 'm'))
  assert.equal(new Set(keysIn(demo.printed())).size, 7)
  for (const path of ['/en', '/es', '/en/privacy', '/en/leave', '/nowhere']) {
    const page = await fetch(demo.url + path, { headers: { accept: 'text/html' } })
    assert.match(await page.text(), /class="demo"/, path)
  }
  await hasARoster(demo.url, keysIn(demo.printed()))
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

/** Whoever answers is seated now and could clock in; five weeks are public, with one hole and one seat that somebody offers. */
async function hasARoster(url: string, printed: string[]): Promise<void> {
  const [amara, noor, dee, mateo, ines, sam] = await Promise.all(printed.slice(1).map((key) => insideBy(url, key)))
  for (const { api } of [noor!, dee!, mateo!, ines!, sam!]) {
    const { lines } = await api.get<MayClockIn>('/api/duty')
    assert.deepEqual(
      lines.map(({ rostered, may }) => [rostered, may]),
      [[true, true]],
    )
  }
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const { shifts } = await amara!.api.get<ShiftsView>(`/api/shifts?from=${inDays(-50)}&to=${inDays(34)}`)
  const isOver = ({ endsAt }: { endsAt: string }): boolean => Date.parse(endsAt) < Date.now()
  assert.ok(shifts.every(({ published }) => published))
  assert.ok(shifts.filter(isOver).length >= 20)
  const toFill = shifts.map(({ seats, seatings }) => seats.reduce((sum, { count }) => sum + count, 0) - seatings.length)
  assert.deepEqual(
    toFill.filter((open) => open !== 0),
    [1],
  )
  assert.equal(shifts.flatMap(({ offers }) => offers).length, 1)
  const sams = shifts
    .filter((one) => !isOver(one))
    .flatMap(({ seatings }) => seatings.filter(({ memberId }) => memberId === sam!.memberId))
  assert.ok(sams.length > 4 && sams.every(({ beside }) => beside), 'Sam is on the path, and sits beside somebody')
  const { months } = await dee!.api.get<HoursView>(`/api/care/hours/${dee!.memberId}`)
  assert.ok(months.some(({ hard }) => hard > 0))
}

async function insideBy(url: string, paperKey: string): Promise<ConsolePerson> {
  const person = new ConsolePerson('', [], (path, init) => {
    const headers = new Headers(init.headers)
    headers.set('origin', new URL(url).origin)
    return fetch(url + path, { ...init, headers })
  })
  person.paperKey = paperKey
  await person.signIn()
  const { me } = await person.api.get<{ me: { memberId: string } }>('/api/me')
  person.memberId = me.memberId
  return person
}
