import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWalker, type Walker } from '../browser.ts'
import { button, onDuty, openNight, type Night } from '../walks/chat-people.ts'

/*
 * A caller in one browser, Dee in another, and between Dee's console and the true server somebody who changes the rows of
 * the conversation on the socket. What does not hold is said to be unreadable; it is never shown as somebody's words.
 */

const said = ['first words', 'second words', 'third words']
/** What happened, what holds, what to do. */
const told = /could not be read.*nothing of it is shown.*still goes only to.*say it again.*call a steward/s
let night: Night
let at = ''

type Row = [seq: number, id: string, record: string]
type Lie = (rows: Row[]) => Row[]

before(async () => {
  night = await openNight()
  await talk()
})
after(async () => night?.close())

/** An honest talk: the caller writes three times, Dee answers. */
async function talk(): Promise<void> {
  const dee = await openWalker(night.browser, night.house)
  await signIn(dee)
  await onDuty(night, night.people.dee)
  const caller = await openWalker(night.browser, night.house)
  await caller.go('/en/line/chat')
  await button(caller.page, /start the chat/i).click()
  const answer = dee.page.getByRole('button', { name: /^Answer/ }).first()
  await answer.waitFor()
  await answer.click()
  for (const words of said) {
    await caller.page.getByLabel('Your message').fill(words)
    await button(caller.page, 'Send').click()
    await dee.page.getByRole('log').getByText(words).waitFor()
  }
  at = new URL(dee.page.url()).hash
  await Promise.all([dee.close(), caller.close()])
}

async function signIn({ page, go }: Walker): Promise<void> {
  await go('/console')
  await button(page, 'Use your paper key').click()
  await page.getByLabel('Paper key').fill(night.people.dee.paperKey)
  await button(page, 'Sign in').click()
  await page.getByRole('navigation').first().waitFor()
}

/** Dee sits down at a new device, with the liar on the wire. Everything her console says there is written down. */
async function sitDown(lie: Lie): Promise<{ walker: Walker; asked: string[] }> {
  const walker = await openWalker(night.browser, night.house)
  const asked: string[] = []
  await walker.page.routeWebSocket(/\/live/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((frame) => {
      const { say } = JSON.parse(String(frame)) as { say?: string }
      if (say) asked.push(say)
      server.send(frame)
    })
    server.onMessage((frame) => socket.send(changed(String(frame), lie)))
  })
  await signIn(walker)
  await walker.page.evaluate((hash) => (location.hash = hash), at)
  await walker.page.getByRole('log').waitFor()
  return { walker, asked }
}

function changed(frame: string, lie: Lie): string {
  const message = JSON.parse(frame) as { on?: string; rows?: Row[] }
  return message.on === 'talk' && message.rows ? JSON.stringify({ ...message, rows: lie(message.rows) }) : frame
}

/** The caller's own rows, which carry the three messages (and one greeting from the page itself before them). */
const ofCaller = ([, , record]: Row): boolean => /"s":"caller:/.test(record)
const edited = (row: Row, change: (record: Record<string, unknown>) => void): Row => {
  const record = JSON.parse(row[2]) as Record<string, unknown>
  change(record)
  return [row[0], row[1], JSON.stringify(record)]
}

test('a correct server, through the same hands, shows every word', async () => {
  const { walker } = await sitDown((rows) => rows)
  for (const words of said) await walker.page.getByRole('log').getByText(words).waitFor()
  assert.equal(await walker.page.getByText('One message could not be read.').count(), 0)
  assert.equal(await walker.page.getByText(told).count(), 0)
  await walker.close()
})

const lies: Record<string, { lie: Lie; hidden: string[] }> = {
  "the caller's first record is dropped: nothing of theirs is shown after the gap": {
    lie: (rows) => rows.toSpliced(rows.findIndex(ofCaller), 1),
    hidden: said,
  },
  "the caller's words are reflected as Ruth's": {
    lie: (rows) =>
      rows.map((row) =>
        ofCaller(row)
          ? edited(row, (record) => void (record['s'] = `member:${night.people.ruth.memberId}:0123456789abcdef`))
          : row,
      ),
    hidden: said,
  },
  'one bit of every record is flipped': {
    lie: (rows) => rows.map((row) => edited(row, (record) => void (record['b'] = flipped(record['b'] as string)))),
    hidden: said,
  },
  "the last of the caller's records is served in place of the one before": {
    lie: (rows) => {
      const [before, last] = rows.filter(ofCaller).slice(-2) as [Row, Row]
      return rows.map((row) => (row === before ? [row[0], row[1], last[2]] : row))
    },
    hidden: said.slice(1),
  },
}

for (const [name, { lie, hidden }] of Object.entries(lies)) {
  test(name, async () => {
    const { walker, asked } = await sitDown(lie)
    await walker.page.getByText('One message could not be read.').first().waitFor()
    await walker.page.getByRole('alert').filter({ hasText: told }).waitFor()
    const shown = await walker.page.getByRole('log').innerText()
    for (const words of hidden) assert.ok(!shown.includes(words), `"${words}" is shown`)
    for (const person of ['Ruth', 'Amara']) assert.ok(!shown.includes(person), `${person} is shown as author`)
    // Also not its own greeting, which the liar keeps from it: beside what it cannot read a console says nothing by itself.
    assert.deepEqual(
      asked.filter((what) => what === 'contact.write'),
      [],
      'nothing is answered',
    )
    const changes = walker.requests.filter(({ method, url }) => method !== 'GET' && /\/api\/contacts\//.test(url))
    assert.deepEqual(changes, [], 'no key is made or handed on')
    await walker.close()
  })
}

const flipped = (body: string): string => {
  const bytes = Buffer.from(body, 'base64url')
  bytes[40]! ^= 1
  return bytes.toString('base64url')
}
