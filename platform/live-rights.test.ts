import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Feature } from '#platform/house'
import { streamTopic } from '#platform/house'
import { randomId } from '#platform/ids'
import { memberNamed, rehearsal, Talk, teamId } from '#platform/live/rehearsal'
import type { Guard, Member } from '#platform/visitors'
import { openTestHouse } from '../tests/house.ts'

const member: Guard<Member> = { name: 'a member', admit: (visitors) => visitors.member ?? null }

test('who may no longer follow a stream is shown nothing more of it as soon as its view changes, on every process', async () => {
  const mayRead = new Set(['dee', 'mateo'])
  const hall = rehearsal()
  for (const name of mayRead) hall.people.set(name, memberNamed(name))
  const secret: Feature = {
    name: 'secret',
    topics: () => [
      streamTopic<Member>({
        name: 'secret',
        guard: member,
        asksAgain: 'board',
        stream: async ({ memberId }, key) => (mayRead.has(memberId) ? { teamId, streamId: key } : null),
      }),
    ],
  }
  await using house = await openTestHouse({ features: [hall.feature, secret], tables: [] })
  const other = await house.openSecondProcess()
  const [dee, mateo] = [new Talk(await house.socket('member=dee')), new Talk(await other.socket('member=mateo'))]
  for (const talk of [dee, mateo]) assert.deepEqual((await talk.ask({ follow: 'secret', key: 'c1' })).ok, {})
  mayRead.delete('mateo')
  house.house.live.changed(teamId, 'board', 'c1')
  await mateo.heard.until((all) => all.some(({ on, end }) => on === 'secret' && end === 'gone'))
  await house.house.streams.append({ teamId, streamId: 'c1', id: randomId(), body: '"for Dee"' })
  await dee.heard.until((all) => all.some(({ on, rows }) => on === 'secret' && rows !== undefined))
  await house.settled()
  assert.equal(
    mateo.heard.all.some((frame) => frame['rows'] !== undefined),
    false,
  )
})
