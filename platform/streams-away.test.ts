import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '#platform/ids'
import { openBare } from '#platform/live/bare'
import { Collected } from '#platform/live/rehearsal'
import type { StreamRow } from '#platform/streams'
import { TestClock } from '../tests/clock.ts'
import { cloneDatabase } from '../tests/postgres.ts'
import { Proxy } from '../tests/proxy.ts'

const place = { teamId: '0199a000-0000-7000-8000-000000000001', streamId: 'away' }

test(
  'while PostgreSQL is away, appends and followers wait for it, and the log says it once',
  { timeout: 30_000 },
  async () => {
    const database = await cloneDatabase([])
    const proxy = await Proxy.open(database.url)
    {
      await using house = await openBare(proxy.url, new TestClock())
      const append = (): Promise<unknown> => house.streams.append({ ...place, id: randomId(), body: '"hello"' })
      await append()
      for (const round of [1, 2]) {
        proxy.mood = 'refuse'
        proxy.cut('reset')
        const seen = new Collected<StreamRow>()
        house.streams.follow(place, 0, { rows: (rows) => seen.add(...rows), ended: () => {} })
        const appended = [append(), append()]
        // Long enough for several tries of each.
        await new Promise((resolve) => setTimeout(resolve, 1500))
        proxy.mood = 'serve'
        await Promise.all(appended)
        await seen.until((all) => all.length === 1 + round * 2)
        assert.deepEqual(
          seen.all.map(({ seq }) => seq),
          Array.from({ length: 1 + round * 2 }, (_, n) => n + 1),
        )
        for (const event of ['following streams failed', 'listening lost', 'listening failed'])
          assert.ok(house.logged.filter((line) => line.includes(`"${event}"`)).length <= round, house.logged.join('\n'))
        assert.equal(house.logged.filter((line) => line.includes('"following streams again"')).length, round)
      }
    }
    await proxy.close()
    await database.drop()
  },
)
