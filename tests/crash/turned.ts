import { registerHooks } from 'node:module'
import { wallClock } from '#platform/clock'
import { breaks, type Break } from './breaks.ts'

/*
 * Loaded before main.ts in the processes of the crash harness, by `node --import`: whoever started them turns their clock
 * over the channel, and may have them run with one thing broken, to see that it is noticed. Nothing of the product loads it.
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

// The harness is gone, whatever ended it: nobody waits for an orderly end, which may wait for a database that is gone too.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))

const broken = process.env['CRASH_BREAK'] as Break | undefined
if (broken) {
  const { file, from, to } = breaks[broken]
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      if (!url.endsWith(file)) return loaded
      const text = String(loaded.source)
      if (!text.includes(from)) throw new Error(`${file} does not say ${from} any more`)
      return { ...loaded, source: text.replace(from, to) }
    },
  })
}
