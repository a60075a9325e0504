import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { day, hour, minute } from '#platform/clock'
import {
  nextOffer,
  usualNotice,
  type Offered,
  type OfferEvent,
  type OfferSituation,
  type OfferStage,
} from './offers.ts'

/** The table of the README is the rules, cell by cell. */
const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
function tableUnder(heading: string): string[][] {
  const lines = readme.slice(readme.indexOf(`## ${heading}`)).split('\n')
  const start = lines.findIndex((line) => line.startsWith('|'))
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  const cells = (line: string): string[] => line.split('|').slice(1, -1).map((cell) => cell.trim()) // prettier-ignore
  return lines.slice(start, end).map(cells)
}

const now = Date.parse('2026-11-20T21:00:00Z')
const situation: OfferSituation = {
  now,
  startsAt: now + 24 * hour,
  notice: usualNotice,
  backUps: ['inés'],
  everybody: ['inés', 'sam', 'mateo'],
  planners: ['amara', 'ruth'],
}
const inTenDays: OfferSituation = { ...situation, startsAt: now + 10 * day }
const offer = (kind: Offered['kind'], stage: OfferStage, asked: string[]): Offered => ({
  ...{ kind, state: 'open', stage, holderId: 'dee', asked, takenBy: null },
  nextAt: now + hour,
})
const inGoodTime: Offered = { ...offer('drop', 'everybody', ['mateo', 'sam']), nextAt: now + 8 * day }

const columns: Record<string, [Offered, OfferSituation]> = {
  'swap of some': [offer('swap', 'some', ['mateo', 'sam']), inTenDays],
  'swap of everybody': [offer('swap', 'everybody', ['mateo', 'sam']), inTenDays],
  'early drop': [inGoodTime, inTenDays],
  'drop: back-ups': [offer('drop', 'back-ups', ['mateo', 'sam']), situation],
  'drop: everybody': [offer('drop', 'everybody', ['mateo', 'sam']), situation],
  'drop: planners': [offer('drop', 'coordinators', ['amara', 'ruth']), situation],
  ended: [{ ...offer('drop', 'everybody', []), state: 'over', nextAt: null }, situation],
}

type Row = (of: Offered, at: OfferSituation) => [Offered, OfferEvent, OfferSituation]
const just =
  (event: OfferEvent): Row =>
  (of, at) => [of, event, at]
const rows: Record<string, Row> = {
  'taken by Mateo': just({ kind: 'taken', by: 'mateo' }),
  'taken by Inés': just({ kind: 'taken', by: 'inés' }),
  'taken by Dee': just({ kind: 'taken', by: 'dee' }),
  'Mateo cannot': just({ kind: 'declined', by: 'mateo' }),
  'the last one cannot': (of, at) => [
    { ...of, asked: of.asked.slice(0, 1) },
    { kind: 'declined', by: of.asked[0] ?? 'mateo' },
    at,
  ],
  withdrawn: just({ kind: 'withdrawn' }),
  due: (of, at) => [of, { kind: 'due' }, of === inGoodTime ? { ...at, now: of.nextAt! } : at],
  'due, it begins': (of, at) => [of, { kind: 'due' }, { ...at, now: at.startsAt }],
  'seat lost': just({ kind: 'lost' }),
  'Dee left': just({ kind: 'left', by: 'dee' }),
  'begins earlier': (of, at) => [of, { kind: 'moved' }, { ...at, startsAt: now + minute }],
}

/** `somebody +6:00` of what is open: whom it is asked of, and in how many hours it goes on; `!`: an alarm. */
function said([of, event, at]: [Offered, OfferEvent, OfferSituation]): string {
  const step = nextOffer(of, event, at)
  if (!step) return ''
  const loud = step.tells.some(({ kind }) => kind === 'alarm') ? '!' : ''
  const { state, stage, asked, nextAt, takenBy } = step.offer
  if (state !== 'open') return takenBy ? `${takenBy}’s` : state
  const left = Math.round((nextAt! - at.now) / minute)
  const time = `+${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
  return `${stage}: ${asked.join(', ') || 'nobody'}${loud} ${time}`
}

test('an offer goes as the table of the README says, for every event at every stage', () => {
  const [head, , ...lines] = tableUnder('An offer: where it stands, event, what comes next')
  const wanted = [
    ['', ...Object.keys(columns)],
    ...Object.entries(rows).map(([name, row]) => [
      name,
      ...Object.values(columns).map(([of, at]) => said(row(of, at))),
    ]),
  ]
  if (process.env['BESIDE_SHOW']) console.log(wanted.map((line) => `| ${line.join(' | ')} |`).join('\n'))
  assert.deepEqual([head, ...lines], wanted)
})
