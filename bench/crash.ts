import { again } from '../tests/crash/evening.ts'
import { playBroken, playNights, told } from '../tests/crash/nights.ts'
import type { Night } from '../tests/crash/night.ts'
import { report } from './report.ts'

/*
 * The crash harness: npm run bench:crash -- [--faults 10000] [--each 20] [--seed 7] [--houses 5] [--minutes 60]
 * [--broken]. See tests/crash/README.md. Without words: 30 seeds of 20 faults; after so many minutes no further night begins.
 */
const option = (name: string, usual: number): number => {
  const at = process.argv.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`))
  if (at < 0) return usual
  const [, value = process.argv[at + 1]] = process.argv[at]!.split('=')
  if (!Number.isSafeInteger(Number(value))) throw new Error(`--${name} needs a number`)
  return Number(value)
}
const say = (line: string): void => void process.stderr.write(`${line}\n`)

const each = option('each', 20)
const faults = option('faults', process.argv.includes('--quick') ? 5 * each : 30 * each)
const seed = option('seed', 0)
const from = option('from', 1)

if (process.argv.includes('--broken')) await breakEach()
else await breakNothingLost()

async function breakEach(): Promise<void> {
  const allRed = await playBroken(option('tries', 4), (broken, red) =>
    say(
      `${red.includes(broken) ? 'red' : 'NOT SEEN'}: with “${broken}” broken, ${red.join(', ') || 'nothing'} turned red`,
    ),
  )
  report({
    name: 'invariants seen broken',
    value: allRed ? 1 : 0,
    unit: 'all',
    raw: null,
    ratio: null,
    bar: 1,
    pass: allRed,
  })
  process.exitCode = allRed ? 0 : 1
}

async function breakNothingLost(): Promise<void> {
  const seeds = seed > 0 ? [seed] : Array.from({ length: Math.ceil(faults / each) }, (_, at) => from + at)
  const began = Date.now()
  let done = 0
  const heard = (one: Night): void => {
    done += one.faults.length
    const { chats, acknowledged, claims, promises } = one.seen
    const minutes = ((Date.now() - began) / 60_000).toFixed(1)
    say(
      `seed ${one.seed}: ${chats} chats, ${acknowledged} kept, ${claims} claims, ${promises} promises; ${done} faults in ${minutes} min`,
    )
    if (one.violations.length > 0) say(told(one))
  }
  const longest = option('minutes', 24 * 60) * 60_000
  const nights = await playNights({ seeds, count: each, heard, houses: option('houses', 5), longest })
  const red = nights.filter(({ violations }) => violations.length > 0)
  const bar = seed > 0 ? each : faults
  report({
    name: 'injected faults without a violation',
    value: red.length === 0 ? done : 0,
    unit: 'faults',
    raw: nights.reduce((sum, { seen }) => sum + seen.acknowledged, 0),
    ratio: null,
    bar,
    pass: red.length === 0 && done >= bar,
    ...(red.length > 0 ? { why: red.map((one) => again(one.seed, each)).join('; ') } : {}),
  })
  process.exit(red.length === 0 ? 0 : 1)
}
