import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, later } from '#platform/clock'
import { putShift, seatOf } from '../../tests/rostered.ts'
import { openNight } from '../queue/night.ts'
import { firstOwner } from './server/owners.ts'

test('a message left while nobody is on duty is of whoever sits in the line’s next shift, if that begins before it is due', async () => {
  const night = await openNight()
  await using _open = night.test
  const { house, teamId, lineId, ids } = night
  const at = house.clock.now()
  const of = { teamId, practiceId: null, lineId, language: 'en', at, dueAt: later(at, 24 * hour) }
  const owner = async (other: object = {}): Promise<string | null> => {
    const first = await firstOwner(house.db.sql, { ...of, ...other })
    return Object.entries(ids).find(([, one]) => one === first?.ownerId)?.[0] ?? null
  }
  assert.equal(await owner(), null, 'no roster, nobody on duty: a coordinator')
  const [line, pair, home] = [seatOf('line', 2), seatOf('pair'), seatOf('back-up')]
  const put = { lineId, seats: [line, pair, home] }
  const shift = (from: number, sits: Parameters<typeof putShift>[2]['sits']) =>
    putShift(house, teamId, { ...put, from: later(at, from * hour), until: later(at, (from + 6) * hour), sits: sits! })
  await shift(-30, [{ seat: line, memberId: ids.mateo }])
  await shift(10, [{ seat: home, memberId: ids.noor }])
  await shift(20, [
    { seat: pair, memberId: ids.ines },
    { seat: line, slot: 0, memberId: ids.sam, beside: true },
    { seat: line, slot: 1, memberId: ids.dee },
  ])
  assert.equal(
    await owner(),
    'dee',
    'neither a back-up nor whoever learns, and whoever answers before whoever goes out',
  )
  assert.equal(await owner({ dueAt: later(at, 20 * hour) }), null, 'it would be due before her shift')
  assert.equal(await owner({ lineId: ids.ruth }), null, 'of another line')
  assert.equal(await owner({ practiceId: 'practice' }), null)
})
