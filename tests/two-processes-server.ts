import { join } from 'node:path'
import { wallClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { openDatabase } from '#platform/database'
import type { Feature } from '#platform/house'
import { openKeyStore } from '#platform/key-store'
import { memberNamed, rehearsal, teamId } from '#platform/live/rehearsal'
import { makeLog } from '#platform/log'
import { openHouse } from '#platform/server/open'
import { serve } from '#platform/server/serve'

/**
 * One real server process for tests and benches: DATABASE_URL, DATA_DIR and, when its deadlines shall never finish, HANG.
 * It writes one JSON line when it is ready and one for each deadline it begins, and stops on SIGTERM.
 */
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
const hangs = process.env['HANG'] === 'yes'
const config = { ...readConfig({ PORT: '0', DATA_DIR: process.env['DATA_DIR']! }) }
const db = openDatabase({ url: process.env['DATABASE_URL']!, connections: 8 })
const log = makeLog('warn', (line) => process.stderr.write(`${line}\n`))
const hall = rehearsal()
for (const name of Array.from({ length: 2000 }, (_, n) => `member ${n}`)) hall.people.set(name, memberNamed(name))

const feature: Feature = {
  ...hall.feature,
  deadlines: (house) => [
    {
      kind: 'rehearsed',
      handle: async (sql, afterCommit, { key, dueAt }) => {
        const late = Date.now() - dueAt.getTime()
        await house.streams.appendIn(sql, afterCommit, {
          teamId,
          streamId: `effect ${key}`,
          id: key,
          body: String(late),
        })
        say({ begun: key, late })
        if (!hangs) return
        // However long it takes the other to start: PostgreSQL would end a transaction that stands still.
        await sql`set local idle_in_transaction_session_timeout = 0`
        await new Promise(() => {})
      },
    },
  ],
  routes: () => [],
}

const keyStore = await openKeyStore(join(config.dataDir, 'keys', 'keys.sqlite'))
const { house, close } = await openHouse({ config, clock: wallClock, db, keyStore, log, announce: () => {} }, [feature])
const serving = await serve(house, [feature])
process.on('SIGTERM', () => {
  void serving
    .close()
    .then(close)
    .then(() => db.close())
    .then(() => process.exit(0))
})
// Whoever started us is gone: nobody else will stop us.
process.on('disconnect', () => process.exit(1))
process.on('message', (asked) => {
  if (asked === 'memory') process.send?.({ rss: process.memoryUsage().rss, sockets: house.live.socketCount })
})
say({ port: serving.port })
