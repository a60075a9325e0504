import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestHouse, type TestHouse } from '../tests/house.ts'
import { foundTeam, type People } from '../tests/people.ts'
import { firstLine, type Line, type LineDraft } from '#features/lines'
import { orderedId } from '#platform/ids'

let house: TestHouse
let people: People
before(async () => {
  house = await openTestHouse()
})
after(() => house?.close())

const ask = async (path: string, language = 'en'): Promise<{ status: number; text: string; headers: Headers }> => {
  const answer = await house.request(path, { headers: { accept: 'text/html', 'accept-language': language } })
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}
async function makeLine(changes: Partial<LineDraft>): Promise<string> {
  const lineId = orderedId()
  const intake = await people.amara.keyring.makeIntake(lineId)
  const line = { ...firstLine(['en', 'es']), ...changes }
  const made = await people.amara.request('/api/lines', { method: 'POST', body: { lineId, line, intake } })
  assert.equal(made.status, 201)
  return lineId
}

test('before there is a team or a line, the front door says so calmly', async () => {
  const { status, text } = await ask('/en')
  assert.equal(status, 200)
  assert.match(text, /No line is open here yet/)
})

test('the front door of several lines lists them in the reader’s language, from / too', async () => {
  people = await foundTeam(house)
  await makeLine({ path: 'night', isRoot: false, name: { en: 'Night line', es: 'Línea de noche' } })
  await makeLine({ path: 'day', isRoot: false, name: { en: 'Day line' } })
  const spanish = await ask('/', 'es-MX,es;q=0.9,en;q=0.5')
  assert.match(spanish.text, /<html lang="es"/)
  assert.match(spanish.text, /href="\/es\/night" lang="es">Línea de noche/)
  assert.match(spanish.text, /href="\/es\/day" lang="en">Day line/)
  assert.match(spanish.headers.get('vary') ?? '', /Accept-Language/i)
  assert.equal(spanish.headers.get('set-cookie'), null)
})

test('a root line is the front door, open or closed as the clock of the house says', async () => {
  const lineId = await makeLine({ path: 'root', isRoot: true, exit: 'https://example.org/weather' })
  const front = await ask('/en')
  assert.match(front.text, /Neighbors’ line/)
  const line = (await (await people.ruth.request(`/api/lines/${lineId}`)).json()) as Line
  const closed = Object.fromEntries(Object.keys(line.hours.weekly).map((day) => [day, []])) as never
  const { teamId: _team, lineId: _line, version, ...draft } = line
  await people.ruth.request(`/api/lines/${lineId}`, {
    method: 'PUT',
    body: { version, line: { ...draft, hours: { weekly: closed, exceptions: [] } } },
  })
  assert.match((await ask('/es')).text, /Ahora mismo está cerrado/)
  assert.match(
    (await ask('/en/privacy')).text,
    /href="https:\/\/example\.org\/weather"/,
    'pages of no line leave where the front door leaves',
  )
})

test('only the front door may be listed by search engines; everything is fetched anew each time', async () => {
  assert.equal((await ask('/en')).headers.get('x-robots-tag'), 'all')
  assert.doesNotMatch((await ask('/en')).text, /name="robots"/)
  for (const path of ['/en/privacy', '/es/leave', '/en/night', '/en/night/message']) {
    const { headers, text } = await ask(path)
    assert.match(headers.get('x-robots-tag') ?? '', /noindex/)
    assert.match(text, /name="robots" content="noindex/)
    assert.equal(headers.get('cache-control'), 'no-store')
  }
})

test('the promises are told in both languages with what they do not cover', async () => {
  const english = (await ask('/en/privacy')).text
  for (const said of [
    'You trust the people who run this server',
    'What we cannot do',
    'keys are gone at once',
    'after 7 days',
    'phone companies',
  ])
    assert.ok(english.includes(said), said)
  const never = /\b(anonymous|untraceable|zero.knowledge|military.grade|court-admissible|compliant)\b/i
  for (const path of ['/en', '/en/privacy', '/en/leave', '/en/night', '/es/privacy', '/es/night'])
    assert.doesNotMatch((await ask(path)).text, never)
  assert.match((await ask('/es/privacy')).text, /Confías en quienes manejan este servidor/)
})

test('the icon is one plain grey square', async () => {
  const answer = await house.request('/favicon.ico')
  assert.equal(answer.headers.get('content-type'), 'image/png')
  assert.deepEqual([...new Uint8Array(await answer.arrayBuffer()).subarray(1, 4)], [...Buffer.from('PNG')])
})

test('every public page has the same title', async () => {
  const pages = ['/en', '/en/privacy', '/en/leave', '/en/night', '/en/night/chat', '/en/night/message', '/en/not/here']
  for (const path of pages) assert.match((await ask(path)).text, /<title>Home<\/title>/, path)
})
