import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, later, second } from '#platform/clock'
import { randomId } from '#platform/ids'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { act, makeLine, openCase, promise } from '../promises/acting.ts'
import { openNight } from '../queue/night.ts'
import { tally } from './index.ts'
import { middleWait, ringShape, sheetOfCallbacks, sheetOfRings, type RingCount } from './rings.ts'
import { publish } from './rules.ts'
import { attack } from './attack.ts'
import { seeded } from './random-years.ts'

const answered = (within: number, rings: number): RingCount => ({ how: 'answered', within, rings })

test('how rings end is counted as they end: answered within a step, left, a message; nothing else stays of them', async () => {
  const night = await openNight({ features: [tally] })
  await using _open = night.test
  const dee = await night.onDuty('dee')
  const first = await night.call()
  await night.advance(7 * second)
  await dee.say('queue.claim', { contactId: first, locked: false })
  await night.end(first, 'crew')
  const second_ = await night.call('es')
  await night.end(second_, 'left')
  const third = await night.call()
  await night.end(third, 'done')
  await night.end(third, 'done')
  const rows = [...(await night.house.db.sql`select * from tally_rings order by how`)]
  assert.deepEqual(Object.keys(rows[0]!), ['team_id', 'month', 'how', 'within_seconds', 'rings'])
  const told = rows.map(({ month, how, within_seconds: within, rings }) => [month, how, within, rings])
  assert.deepEqual(told, [
    ['2026-11', 'answered', 10, 1],
    ['2026-11', 'left', 0, 1],
    ['2026-11', 'message', 0, 1],
  ])
})

test('callbacks are counted when they end, on time or late; taken back, they are not', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await makeLine(people)
  const caseId = await openCase(people.dee, { lineId, fallback: people.mateo })
  const made = { kind: 'callback' as const, caseId, owner: people.dee, fallback: people.mateo }
  const reach = async (promiseId: string): Promise<void> => {
    const attemptId = randomId()
    await act(people.dee, promiseId, ['POST', 'attempt', { attemptId }])
    await act(people.dee, promiseId, ['PUT', 'attempt', { attemptId, follows: 'reached' }])
  }
  const counts = async (): Promise<unknown[][]> =>
    (await house.house.db.sql`select how, rings from tally_rings order by how`).map(({ how, rings }) => [how, rings])
  const promiseId = await promise(people.dee, { ...made, dueAt: later(house.clock.now(), 2 * hour) })
  await reach(promiseId)
  assert.deepEqual(await counts(), [['on-time', 1]])
  await act(people.dee, promiseId, ['POST', 'undo'])
  assert.deepEqual(await counts(), [])
})

test('the middle wait is told from twenty answers on, as a step', () => {
  assert.equal(middleWait([answered(5, 10), answered(30, 9)]), null)
  assert.equal(middleWait([answered(5, 9), answered(30, 11), { how: 'left', within: 0, rings: 50 }]), 30)
  assert.equal(middleWait([answered(5, 10), answered(30, 10)]), 5)
})

test('a month of rings is told by what the line promises: 20 seconds, 60 seconds, later, left, a message', () => {
  const counts = [answered(20, 3), answered(30, 4), answered(60, 1), answered(90, 2)]
  const others: RingCount[] = [
    { how: 'left', within: 0, rings: 5 },
    { how: 'message', within: 0, rings: 6 },
    { how: 'late', within: 0, rings: 7 },
  ]
  assert.deepEqual(sheetOfRings([...counts, ...others]), { n: 21, one: { answer: [3, 5, 2, 5, 6] }, two: {} })
  assert.deepEqual(sheetOfCallbacks(others), { n: 7, one: { callback: [0, 7, 0] }, two: {} })
})

test('service figures keep the rule too', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = seeded(seed)
    const ring = (): RingCount[] => [5, 45, 300].map((within) => answered(within, Math.floor(random() * 60)))
    const sheets = Array.from({ length: 12 }, () => sheetOfRings(ring()))
    const tables = publish({ sheets, first: 1, shape: ringShape })
    assert.deepEqual(attack({ tables, shape: ringShape, first: 1, months: 12 }), [], `year ${seed}`)
  }
})
