import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { minute, second } from '#platform/clock'
import { allowedTexts } from '#features/alarms'
import { until } from '../../tests/child-house.ts'
import { openMailServer, openPushService, readMail } from '../../tests/outside.ts'
import { openNight } from './night.ts'

/* An alarm goes by every channel there is: push, mail, and the silence of the outside heartbeat. None says anything. */

async function openNightWithChannels() {
  const [push, mail] = [await openPushService(), await openMailServer()]
  const heard = { beats: 0 }
  const heart = createServer((_request, answer) => (heard.beats++, answer.end('ok'))).listen(0, '127.0.0.1')
  await new Promise((ready) => heart.once('listening', ready))
  const heartbeatUrl = `http://127.0.0.1:${(heart.address() as AddressInfo).port}/beat`
  const night = await openNight({ config: { smtpUrl: mail.url, alarmFrom: 'line@example.org', heartbeatUrl } })
  const as = (name: string, method: string, path: string, body: object): Promise<Response> =>
    night.test.request(`/api/alarms/${path}`, { method, headers: { cookie: `who=${name}` }, body })
  await as('ruth', 'POST', 'devices', { endpoint: `${push.url}/ruth` })
  await as('ruth', 'PUT', 'email', { email: 'ruth@example.org', language: 'en' })
  await as('amara', 'PUT', 'email', { email: 'amara@example.org', language: 'es' })
  await as('dee', 'PUT', 'email', { email: 'dee@example.org', language: 'en' })
  const beatsIn = async (minutes: number): Promise<number> => {
    const before = heard.beats
    for (let passed = 0; passed < minutes; passed++) {
      await night.advance(minute)
      await new Promise((soon) => setTimeout(soon, 30))
    }
    return heard.beats - before
  }
  const close = async (): Promise<void> => {
    await night.test.close()
    for (const server of [push.server, mail.server, heart]) server.close()
  }
  return { night, push, mails: mail.mails, beatsIn, [Symbol.asyncDispose]: close }
}

/** Both who may receive alarms got the one sentence in their language, and one device was woken without a word. */
async function assertAlarmed({
  push,
  mails,
}: Pick<Awaited<ReturnType<typeof openNightWithChannels>>, 'push' | 'mails'>) {
  await until(() => mails.length >= 2 && push.pushed.length >= 1)
  const said = mails.map((mail) => readMail(mail).sentence)
  assert.deepEqual(said.toSorted(), [allowedTexts.en.sentence, allowedTexts.es.sentence].toSorted())
  assert.ok(!mails.join('').includes('dee@'), 'who may not receive alarms gets none')
  assert.deepEqual(
    push.pushed.map(({ path, body }) => [path, body]),
    [['/ruth', '']],
  )
}

test('a line that is open with nobody to reach is told by push and mail, and the heartbeat falls silent', async () => {
  await using channels = await openNightWithChannels()
  const { night, push, mails, beatsIn } = channels
  const dee = await night.onDuty('dee')
  assert.ok((await beatsIn(3)) >= 2)
  await dee.leave()
  await night.advance(30 * second)
  assert.deepEqual([mails.length, push.pushed.length], [0, 0], 'a blip is no alarm')
  await night.advance(16 * second)
  await assertAlarmed({ push, mails })
  assert.equal(await beatsIn(4), 0)
  await night.onDuty('dee')
  assert.ok((await beatsIn(3)) >= 2, 'somebody is there: it is heard again')
})

test('a caller whom nobody answered for a minute is told by push and mail, and the heartbeat is silent while they wait', async () => {
  await using channels = await openNightWithChannels()
  const { night, push, mails, beatsIn } = channels
  const dee = await night.onDuty('dee')
  assert.ok((await beatsIn(2)) >= 1)
  const contactId = await night.call()
  await night.callerPage(contactId)
  await night.advance(20 * second)
  await night.advance(20 * second)
  await night.advance(19 * second)
  assert.deepEqual([mails.length, push.pushed.length], [0, 0])
  await night.advance(second)
  await assertAlarmed({ push, mails })
  await beatsIn(1)
  assert.equal(await beatsIn(2), 0)
  await dee.say('queue.claim', { contactId, locked: false })
  assert.ok((await beatsIn(3)) >= 2)
})
