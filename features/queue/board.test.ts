import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { openNight } from './night.ts'
import { boardOf } from './server/board.ts'
import { keepDuty } from './server/store-duty.ts'

test('however many consoles ask, the board is read once at a time, and nobody is told what is older than their question', async () => {
  const night = await openNight({})
  const { house, teamId, lineId, ids } = night
  try {
    const held = Promise.withResolvers<void>()
    let readings = 0
    const sql = (...said: Parameters<Sql>) => {
      const rows = house.db.sql(...said)
      const isFirst = /from covers/.test(said[0].join()) && ++readings === 1
      return isFirst ? held.promise.then(() => rows) : rows
    }
    const watched: House = { ...house, db: { ...house.db, sql: sql as unknown as Sql } }
    const first = [boardOf(watched, teamId), boardOf(watched, teamId)]
    while (readings === 0) await new Promise(setImmediate)

    await keepDuty(house.db.sql, teamId, {
      memberId: ids.ines,
      lineIds: [lineId],
      languages: ['es'],
      since: new Date(),
    })
    const later: ReturnType<typeof boardOf>[] = []
    for (let n = 0; n < 20; n++) {
      later.push(boardOf(watched, teamId))
      await new Promise(setImmediate)
    }
    held.resolve()
    const crewOf = ({ crew }: Awaited<(typeof later)[0]>): string[] => crew.map(({ memberId }) => memberId)
    for (const board of await Promise.all(later)) assert.deepEqual(crewOf(board), [ids.ines])
    assert.equal((await Promise.all(first)).length, 2)
    assert.equal(readings, 2)
  } finally {
    await night.test.close()
  }
})

test('a reading that fails fails for those who asked for it, and the next one is read as ever', async () => {
  const night = await openNight({})
  const { house, teamId } = night
  try {
    let isBroken = true
    const sql = (...said: Parameters<Sql>) => {
      if (isBroken) throw new Error('no database')
      return house.db.sql(...said)
    }
    const watched: House = { ...house, db: { ...house.db, sql: sql as unknown as Sql } }
    await assert.rejects(boardOf(watched, teamId), /no database/)
    isBroken = false
    assert.deepEqual((await boardOf(watched, teamId)).waitings, [])
  } finally {
    await night.test.close()
  }
})
