import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase, type Sql } from '#platform/database'
import { randomId } from '#platform/ids'
import { firstLine, insertLine } from '#features/lines'
import { TestClock } from '../../tests/clock.ts'
import { putShift, seatOf, wall, zone } from '../../tests/rostered.ts'
import { openNight } from './night.ts'
import { overDeadline } from './server/clocked-out.ts'
import { dutiesOf, keepDuty, setOffAt } from './server/store-duty.ts'

test('Dee’s time on one line is over, and in that very moment she clocks in on another: she stays on duty there', async () => {
  const clock = new TestClock(wall('2026-10-30T20:30'))
  const night = await openNight({ clock, timeZone: zone })
  const { house, teamId, lineId, ids } = night
  const elsewhere = openDatabase({ url: night.test.databaseUrl, connections: 1 })
  try {
    const free = { teamId, lineId: randomId(), at: clock.now() }
    await house.db.transact((sql) => insertLine(sql, free, { ...firstLine(['en', 'es']), path: 'free', isRoot: false }))
    const seat = seatOf('line', 2)
    const shift = { lineId, from: wall('2026-10-30T20:00'), until: wall('2026-10-30T22:00') }
    await putShift(house, teamId, { ...shift, seats: [seat], sits: [{ seat, slot: 0, memberId: ids.ines }] })
    const on = (where: string) => ({ memberId: ids.dee, lineIds: [where], languages: ['en'], since: clock.now() })
    await keepDuty(house.db.sql, teamId, on(lineId))
    await setOffAt(house.db.sql, teamId, ids.dee, wall('2026-10-30T20:20'))

    let clockedIn: Promise<void> | null = null
    const deadline = { teamId, kind: 'duty.over', key: ids.dee, dueAt: clock.now(), attempts: 1 }
    await house.db.transact(async (sql, afterCommit) => {
      const meanwhile = async (...said: Parameters<Sql>) => {
        const rows = await sql(...said)
        const text = said[0].join()
        if (clockedIn || !/from duties/.test(text)) return rows
        clockedIn = keepDuty(elsewhere.sql, teamId, on(free.lineId))
        // Where her row is held already, she waits for us.
        if (!/for update/.test(text)) await clockedIn
        return rows
      }
      await overDeadline(house).handle(meanwhile as unknown as Sql, afterCommit, deadline)
    })
    assert.ok(clockedIn, 'she clocked in meanwhile')
    await clockedIn
    assert.deepEqual(
      (await dutiesOf(house.db.sql, teamId)).map(({ memberId, lineIds }) => [memberId, lineIds]),
      [[ids.dee, [free.lineId]]],
    )
  } finally {
    await elsewhere.close()
    await night.test.close()
  }
})
