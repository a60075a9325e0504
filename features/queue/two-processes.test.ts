import assert from 'node:assert/strict'
import { test } from 'node:test'
import { second, wallClock } from '#platform/clock'
import { randomId } from '#platform/ids'
import { until } from '../../tests/child-house.ts'
import { openNight, type Console, type Name } from './night.ts'
import { forgetSilentProcesses } from './server/presence.ts'
import { beat, insertPresence } from './server/store-presence.ts'
import { readWaiting } from './server/store.ts'
import type { QueueView } from './wire.ts'

const shown = (console: Console): QueueView => console.view as QueueView

test('two processes behave as one: rings reach both, one claim wins, and the other ring stops', async () => {
  const night = await openNight()
  await using house = night.test
  const other = await house.openSecondProcess()
  const dee = await night.onDuty('dee')
  const mateo = await night.onDuty('mateo', { at: other })
  const contactId = await night.call()
  await until(() => shown(mateo).rings.length === 1 && shown(dee).rings.length === 1)
  const answers = await Promise.all([dee, mateo].map((one) => one.say('queue.claim', { contactId, locked: false })))
  assert.deepEqual(answers.toSorted(), ['ok', 'taken'])
  await until(() => shown(mateo).rings.length === 0 && shown(dee).rings.length === 0)
})

test('of many who answer at once over two processes, exactly one is the first, every time', async () => {
  const night = await openNight()
  await using house = night.test
  const other = await house.openSecondProcess()
  const names: Name[] = ['dee', 'mateo', 'ines', 'sam', 'amara', 'ruth']
  const consoles = await Promise.all(
    names.map((name, index) => night.onDuty(name, { at: index % 2 === 0 ? house : other })),
  )
  for (let race = 0; race < 40; race++) {
    const contactId = await night.call()
    const answers = await Promise.all(consoles.map((one) => one.say('queue.claim', { contactId, locked: false })))
    assert.equal(answers.filter((answer) => answer === 'ok').length, 1, answers.join())
    assert.equal(answers.filter((answer) => answer === 'taken').length, consoles.length - 1)
    const claims = await night.house.db.sql`select member_id from claims where contact_id = ${contactId}`
    assert.equal(claims.length, 1)
    await night.end(contactId, 'crew')
  }
})

test('a killed process takes its consoles with it: its beat stops, and what they held rings again', async () => {
  const night = await openNight()
  await using _open = night.test
  const dee = await night.onDuty('dee')
  const ines = await night.onDuty('ines')
  const contactId = await night.call()
  await dee.say('queue.claim', { contactId, locked: false })
  const { sql } = night.house.db
  const killed = { teamId: night.teamId, processId: randomId() }
  await insertPresence(sql, { ...killed, kind: 'member', who: night.ids.dee })
  await beat(sql, { ...killed, at: new Date() })
  await dee.leave()
  await night.settled()
  assert.equal(
    (await readWaiting(sql, { teamId: night.teamId, contactId }))?.situation.goneAt,
    null,
    'still there through the other process',
  )
  await beat(sql, { ...killed, at: new Date(Date.now() - 16_000) })
  await night.house.db.transact((tx, afterCommit) =>
    forgetSilentProcesses({ sql: tx, afterCommit, house: night.house }, night.teamId),
  )
  await night.advance(30 * second)
  assert.equal((await readWaiting(sql, { teamId: night.teamId, contactId }))?.situation.state, 'handover')
  assert.equal(shown(ines).crew.find((one) => one.memberId === night.ids.dee)?.state, 'unreachable')
})

test('a process that was taken for dead, as of a machine that stood still, brings back whoever is there with its next beat', async (t) => {
  const beats: (() => void)[] = []
  // The beat of this process is in the hand of the test.
  t.mock.method(wallClock, 'at', (_due: Date, run: () => void) => (beats.push(run), () => {}))
  const lastBeat = async (): Promise<number> => {
    const [row] = await night.house.db.sql<{ at: Date }[]>`
      select coalesce(max(beat_at), 'epoch') as at from presence_beats where team_id = ${night.teamId}`
    return row!.at.getTime()
  }
  const beatOnce = async (): Promise<void> => {
    const before = await lastBeat()
    beats.splice(0).forEach((run) => run())
    while ((await lastBeat()) === before);
  }
  const night = await openNight()
  await using _open = night.test
  await night.onDuty('dee')
  const ines = await night.onDuty('ines')
  // The first beat of a team looks at everything, whatever happened.
  await beatOnce()
  const { db } = night.house
  const isShown = (state: string): boolean =>
    shown(ines).crew.find(({ memberId }) => memberId === night.ids.dee)?.state === state
  await until(() => isShown('ready'))
  await db.sql`update presence_beats set beat_at = ${new Date(Date.now() - 16_000)} where team_id = ${night.teamId}`
  await db.transact((sql, afterCommit) => forgetSilentProcesses({ sql, afterCommit, house: night.house }, night.teamId))
  await night.advance(second)
  await until(() => isShown('unreachable'))
  await beatOnce()
  await until(() => isShown('ready'))
})
