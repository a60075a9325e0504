import { setTimeout as wait } from 'node:timers/promises'
import { clockIn, conversationOf, deskOf, until } from '../features/chat/acting.ts'
import type { Conversation } from '../features/chat/browser/conversation.ts'
import type { CoverageView } from '../features/coverage/views.ts'
import type { PlannedPerson, ReadyPerson } from '../tools/ready-team.ts'
import type { ConsolePerson } from '../tools/founding.ts'
import { openPage, type Page } from './crowd.ts'
import { lookInto } from './inside.ts'
import { report } from './report.ts'
import { openRingHouse, personAt } from './ring-house.ts'
import { rosterAroundTheClock } from './roster-team.ts'

/**
 * A chat goes on while its server works out a roster for 60 people around the clock: how long the server's event loop stood still
 * (monitorEventLoopDelay, in the server), and how long a message takes there and back, sealing included. `raw`: the same chat on the
 * same server before. `--cpu`: what the server's main thread itself did between two turns, for a machine on which other work goes on.
 */
const isQuick = process.argv.includes('--quick')
const byCpu = process.argv.includes('--cpu')
/** Seconds without, and at most with; a solve is 20 s of its thread's own time. */
const [before, most] = isQuick ? [4, 40] : [20, 120]
const seats = 504
/** Milliseconds from one to the next: slow enough that nobody is asked to wait for writing too much in the time that a solve takes. */
const apart = 100

type Measured = { stall: number; turn: number; times: number[] }

const plan: PlannedPerson[] = Array.from({ length: 59 }, (_, n) => ({ name: `Dee ${n + 1}`, roles: ['responder'] }))
await using house = await openRingHouse([{ name: 'Ruth', roles: ['steward'] }, ...plan], {
  NODE_OPTIONS: '--inspect=127.0.0.1:0',
})
const url = house.urls[0]!
const ends: (() => void)[] = []
const steward = await signedIn(house.people[0]!)
await rosterAroundTheClock(house, steward)
const { caller, conversation } = await openChat()
const ruth = deskAt(steward)
let seen: CoverageView = { proposal: null, plan: null }
ruth.live.follow('coverage', '', { onView: (view: CoverageView) => (seen = view) })
await until(() => ruth.live.state.get() === 'open', 'Ruth to be there')
const inside = await lookInto(house.complained[0]!())
await inside.read(`(${watch.toString()})(), ''`)
await talkFor(2, () => false)

const without = await talkFor(before, () => false)
let isOver = false
const asking = ask()
const while_ = await talkFor(most, () => seen.proposal !== null && seen.proposal.state !== 'under way')
isOver = true
await asking
const { proposal } = seen
const { stage, open = 0, milliseconds = 0 } = proposal?.progress ?? {}
process.stderr.write(
  `${proposal?.state}: ${proposal?.progress.seats} seats, ${open} open, ${stage}, ${Math.round(milliseconds)} ms of work, ` +
    `${JSON.stringify(proposal?.result ?? null).length} bytes; ${while_.times.length} messages there and back\n`,
)
for (const end of ends) end()
inside.close()
tell()

function tell(): void {
  const hasEnded = proposal?.progress.seats === seats && proposal.state === (isQuick ? 'stopped' : 'done')
  const isTrue = hasEnded && open < seats / 2 && while_.times.length > 20
  const why = isTrue ? {} : { why: 'nothing of that size was worked out meanwhile' }
  const by = byCpu ? 'turn of its own work' : 'stall'
  const [value, raw] = byCpu ? [while_.turn, without.turn] : [while_.stall, without.stall]
  const name = `server's event loop while it works out a roster for 60 people and a chat goes on, longest ${by}`
  report({ name, value, unit: 'ms', raw, ratio: value / raw, bar: 50, pass: isTrue && value <= 50, ...why })
  for (const [part, share, bar] of [
    ['p50', 0.5, 60],
    ['p99', 0.99, 300],
  ] as const) {
    const [now, then] = [at(while_.times, share), at(without.times, share)]
    const what = `a message of that chat there and back meanwhile, ${part}`
    report({
      name: what,
      value: now,
      unit: 'ms',
      raw: then,
      ratio: now / then,
      bar,
      pass: isTrue && now <= bar,
      ...why,
    })
  }
}

/** Runs in the server. Delays are beyond the millisecond that the histogram itself waits. */
function watch(): void {
  const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  const worked = (): number => Object.values(process.threadCpuUsage()).reduce((all, one) => all + one, 0) / 1000
  let [last, longest] = [worked(), 0]
  setInterval(() => {
    const now = worked()
    longest = Math.max(longest, now - last)
    last = now
  }, 5).unref()
  Object.assign(globalThis, {
    takeWatched() {
      const said = JSON.stringify({ stall: loop.max / 1e6 - 1, turn: longest })
      loop.reset()
      longest = 0
      return said
    },
  })
}

/** One message after the other, there and back, until the time is over or it is enough. */
async function talkFor(seconds: number, isEnough: () => boolean): Promise<Measured> {
  await inside.read('takeWatched()')
  const times: number[] = []
  for (const end = performance.now() + seconds * 1000; performance.now() < end && !isEnough();) {
    const due = wait(apart)
    const began = performance.now()
    const text = `message ${crypto.randomUUID()}`
    caller.talk.write(text)
    await arrived(() => conversation.talk.log.rows.some(({ body }) => body?.k === 'text' && body.text === text))
    conversation.write(`${text}, and back`)
    await arrived(() =>
      caller.talk.log.rows.some(({ body }) => body?.k === 'text' && body.text === `${text}, and back`),
    )
    times.push(performance.now() - began)
    await due
  }
  return { ...(JSON.parse(await inside.read('takeWatched()')) as Omit<Measured, 'times'>), times }
}

async function arrived(isThere: () => boolean): Promise<void> {
  for (const end = performance.now() + 20_000; !isThere(); await wait(1))
    if (performance.now() > end) throw new Error('a message did not arrive within 20 s')
}

/** Four weeks from tomorrow. In a hurry it is stopped on the way, as somebody may. */
async function ask(): Promise<void> {
  const day = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
  const proposalId = crypto.randomUUID()
  await ruth.live.say('coverage.propose', { proposalId, lineId: null, from: day(1), to: day(28), mayMove: false })
  if (!isQuick) return
  const isFound = (): boolean => (seen.proposal?.progress.open ?? Infinity) < seats / 2
  while (!isFound() && !isOver) await wait(100)
  await ruth.live.say('coverage.stop', { id: proposalId })
}

async function signedIn(ready: ReadyPerson): Promise<ConsolePerson> {
  const person = Object.assign(personAt(url, ready), { teamId: house.teamId })
  await person.signIn()
  return person
}

/** A console as the tests have it: the same parts as in a browser. */
function deskAt(person: ConsolePerson): ReturnType<typeof deskOf> {
  const place = { url, endWith: (end: () => void) => void ends.push(end) }
  const team = { teamId: house.teamId, name: 'Beside the River', languages: ['en', 'es'], timeZone: 'UTC' }
  return deskOf(place as never, { team } as never, person as never)
}

async function openChat(): Promise<{ caller: Page; conversation: Conversation }> {
  const dee = deskAt(await signedIn(house.people[1]!))
  await clockIn(dee, house.lineId)
  const crowd = { urls: [url], lineId: house.lineId, people: [], holders: 0, chats: 0 }
  const page = await openPage(crowd)
  await page.press()
  ends.push(() => page.talk.wipe())
  await dee.live.say('queue.claim', { contactId: page.contactId, locked: false })
  const place = { endWith: (end: () => void) => void ends.push(end) }
  return { caller: page, conversation: conversationOf(place as never, dee, page.contactId) }
}

function at(times: number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Infinity
}
