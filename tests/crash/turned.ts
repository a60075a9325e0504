import { flushCompileCache } from 'node:module'
import { config } from 'zod'
import { wallClock } from '#platform/clock'

/*
 * Loaded before main.ts in the processes of the crash harness (server.ts): whoever started them turns their clock over the
 * channel. Nothing of the product loads it.
 */

type Timer = { due: number; run: () => void; handle: NodeJS.Timeout | undefined }

let ahead = Number(process.env['CRASH_AHEAD'] ?? 0)
const timers = new Set<Timer>()
const longest = 2 ** 31 - 1

const now = (): number => Date.now() + ahead

function arm(timer: Timer): void {
  clearTimeout(timer.handle)
  const left = timer.due - now()
  timer.handle = setTimeout(
    () => {
      if (left > longest) return arm(timer)
      timers.delete(timer)
      timer.run()
    },
    Math.min(longest, Math.max(0, left)),
  )
}

// A function written for every shape that is read pays off in a process that lives for longer than a second.
config({ jitless: true })

wallClock.now = () => new Date(now())
wallClock.at = (due, run) => {
  const timer: Timer = { due: due.getTime(), run, handle: undefined }
  timers.add(timer)
  arm(timer)
  return () => {
    timers.delete(timer)
    clearTimeout(timer.handle)
  }
}

process.on('message', (said: { ahead?: number }) => {
  if (said.ahead === undefined) return
  ahead = said.ahead
  for (const timer of timers) arm(timer)
})

// Most of these processes never end in order, which is when Node would keep what it compiled; and by now that is not only what
// a start needs.
setTimeout(flushCompileCache, 10_000).unref()

// The harness is gone, whatever ended it: nobody waits for an orderly end, which may wait for a database that is gone too.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
