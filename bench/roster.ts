import { once, whyOpen } from '../features/coverage/index.ts'
import type { Problem } from '../features/shifts/checks/index.ts'
import { writeModel } from '../features/coverage/server/model.ts'
import { readPosts } from '../features/coverage/server/posts.ts'
import { relax } from '../features/coverage/server/proving.ts'
import { loadHighs } from '../features/coverage/server/solving.ts'
import { report } from './report.ts'
import { drawCrew } from './roster-crew.ts'
import { plainOpen } from './roster-plain.ts'
import { clock, measure, now, type Measured } from './roster-solved.ts'

/**
 * Proposing rosters of the sizes we serve: how soon, with what left open (`raw`: what HiGHS alone leaves open, in the same run),
 * against the independent check of every rule and the solver's bound; and whether what is suggested for an open seat fills it. What
 * a server does meanwhile is in `roster-chat.ts`.
 */
const isQuick = process.argv.includes('--quick')
const by = clock === 'cpu' ? ' (seconds of the solver thread)' : ''
const small = drawCrew({ people: 30, weeks: 4, aroundTheClock: false, seed: 1 })
const long = drawCrew({ people: 30, weeks: 12, aroundTheClock: false, seed: 1 })
const plain = { raw: null, ratio: null }
const plainSeconds = 15
let violations = 0

const month = await measured('30 people, 4 weekends', small, 10)
line('30 people, 4 weekends: first proposal', month.first, 2)
line('30 people, 4 weekends: proven optimal', month.solved.isProven ? month.seconds : Infinity, 10)
const season = await measured('30 people, 12 weeks', long, 4.8)
line('30 people, 12 weeks', season.seconds, 5)
gap('30 people, 12 weeks', season, season.solved.bound)
for (const seed of isQuick ? [1] : [1, 2, 3]) await around(60, seed)
await around(150, 1)
report({ name: 'rosters: rules broken', value: violations, unit: 'rules', ...plain, bar: 0, pass: violations === 0 })
await explanations()
async function measured(name: string, problem: Problem, seconds: number): Promise<Measured> {
  const found = await measure(name, problem, seconds)
  violations += found.breaches.length
  return found
}

function line(name: string, value: number, bar: number): void {
  report({
    name: `${name}${by}`,
    value: Number.isFinite(value) ? value : null,
    unit: 's',
    ...plain,
    bar,
    pass: value <= bar,
  })
}

/** How much dearer the answer is than the least that any roster can cost, in percent. */
function gap(name: string, { solved }: Measured, bound: number | null): void {
  const value = bound === null ? null : (100 * (solved.cost - bound)) / solved.cost
  report({ name: `${name}: gap to the bound`, value, unit: '%', ...plain, bar: 5, pass: value !== null && value <= 5 })
}

async function around(people: number, seed: number): Promise<void> {
  const problem = drawCrew({ people, weeks: 4, aroundTheClock: true, seed })
  const name = `${people} people, 28 days around the clock, crew ${seed}`
  // The last rounds of a stage run over by a little.
  const found = await measured(name, problem, 19.5)
  line(name, found.seconds, 20)
  const unfilled = found.open
  const raw = people === 60 ? await plainOpen(problem, { seconds: plainSeconds, now }) : null
  const against = raw === null ? '' : ` (raw: by HiGHS alone in ${plainSeconds} s)`
  report({
    name: `${name}: seats left open${against}`,
    value: unfilled,
    unit: 'seats',
    raw,
    ratio: raw ? unfilled / raw : null,
    bar: 0,
    pass: unfilled === 0,
  })
  gap(name, found, found.solved.bound ?? (await boundOf(problem)))
}

/** With all the time it needs, when the solver had none left for it. */
async function boundOf(problem: Problem): Promise<number | null> {
  process.stderr.write('  the bound is computed afterwards, outside of the time that is measured\n')
  return relax(await loadHighs(), writeModel(readPosts(problem)), { now: () => 0, until: 1 })
}

/** Crews that are too small, so that seats stay open: each suggestion is made true and solved again. */
async function explanations(): Promise<void> {
  let [suggested, filled, unexplained] = [0, 0, 0]
  for (const [problem, seconds] of [
    [drawCrew({ people: 14, weeks: 4, aroundTheClock: false, seed: 2 }), 3],
    [drawCrew({ people: 16, weeks: 1, aroundTheClock: true, seed: 3 }), 5],
  ] as const) {
    const { solved } = await measured('a crew that is too small', problem, seconds)
    for (const why of whyOpen(problem, solved.seatings).slice(0, isQuick ? 6 : 20)) {
      if (why.reasons.length === 0 || (why.people.length === 0 && why.suggestions.length === 0)) unexplained++
      for (const suggestion of why.suggestions) {
        const again = await measure('again', once(problem, solved.seatings, suggestion), 1)
        suggested++
        if (again.solved.seatings.some(({ seatId }) => seatId === why.seatId)) filled++
      }
    }
  }
  const name = 'suggestions that fill the seat when they are done'
  const pass = suggested > 0 && filled === suggested
  report({ name, value: filled, unit: 'of them', raw: suggested, ratio: filled / suggested, bar: 1, pass })
  report({
    name: 'open seats without a reason',
    value: unexplained,
    unit: 'seats',
    ...plain,
    bar: 0,
    pass: unexplained === 0,
  })
}
