import { day, later } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import { Refusal, type DeadlineHandler, type House } from '#platform/house'
import type { CoverageView, PlanView, ProgressView, ProposalView } from '../views.ts'
import type { Asked, AskedPlan } from '../wire.ts'
import { deskOf } from './desk.ts'
import {
  deletePublished,
  deleteSearch,
  deleteSearches,
  foundBefore,
  insertSearch,
  lockSearches,
  searchesShown,
  setStopped,
  type FoundRow,
  type SearchPlace,
  type SearchRow,
} from './store.ts'
import { lease, type Work } from './work.ts'

type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }

/** Somebody who is to be heard of, and how long what was found is kept. */
const leaseKind = 'coverage.lease'
const goneKind = 'coverage.gone'
const keptFor = day

export async function coverageView(house: House, teamId: string): Promise<CoverageView> {
  const rows = await searchesShown(house.db.sql, teamId)
  const of = (wanted: 'proposal' | 'plan') => {
    const row = rows.find(({ kind }) => kind === wanted)
    if (!row) return null
    const { kind: _, ...view } = row
    return view
  }
  return { proposal: of('proposal') as ProposalView | null, plan: of('plan') as PlanView | null }
}

type Begun = SearchPlace & { askedBy: string; progress: ProgressView } & (
    { kind: 'proposal'; asked: Asked } | { kind: 'plan'; asked: AskedPlan }
  )

/**
 * Writes it down as this process's; one that ended before makes place. Null when the same was asked already. Throws a Refusal while
 * the team has one under way, on whichever process. `before`: what it goes on from.
 */
export async function begin(house: House, begun: Begun): Promise<{ work: Work; before: FoundRow | null } | null> {
  const { teamId, searchId, kind, asked, progress } = begun
  const desk = deskOf(house)
  const before = await house.db.transact(async (sql, afterCommit) => {
    const there = await lockSearches(sql, teamId)
    if (there.some((one) => one.searchId === searchId)) return 'asked'
    if (there.some(({ state }) => state === 'under way')) throw new Refusal('under-way')
    const from = 'goesOnFrom' in asked ? asked.goesOnFrom : null
    const found = from === null ? null : await foundBefore(sql, { teamId, searchId: from })
    for (const old of there) if (old.kind === kind) await forget({ sql, afterCommit, house }, old)
    const at = house.clock.now()
    const until = later(at, lease)
    if (!(await insertSearch(sql, { ...begun, at, worker: desk.worker, until }))) throw new Refusal('under-way')
    await house.deadlines.set(sql, { teamId, kind: leaseKind, key: searchId, dueAt: until })
    await house.deadlines.set(sql, { teamId, kind: goneKind, key: searchId, dueAt: later(at, keptFor) })
    tell({ afterCommit, house }, teamId)
    return found
  })
  return before === 'asked' ? null : { work: desk.take({ teamId, searchId }, progress), before }
}

/** From any console: what it found stays, if it found something. Nothing happens when it is not under way any more. */
export async function stop(house: House, place: SearchPlace): Promise<void> {
  await deskOf(house).write(place)
  const isKept = await house.db.transact(async (sql, afterCommit) => {
    const row = (await lockSearches(sql, place.teamId)).find(({ searchId }) => searchId === place.searchId)
    if (row?.state !== 'under way') return false
    return leaveOff({ sql, afterCommit, house }, row, 'stopped')
  })
  deskOf(house).drop(place)
  if (isKept) deskOf(house).explainLater(place)
}

/** Half a plan says nothing, and what found nothing neither. True when something of it stays. */
async function leaveOff(tx: Tx, row: SearchRow, state: 'stopped' | 'broke off'): Promise<boolean> {
  const isKept = row.kind === 'proposal' && row.hasResult
  if (isKept || state === 'broke off') await setStopped(tx.sql, row, state)
  else await forget(tx, row)
  tell(tx, row.teamId)
  return isKept
}

/** Thrown away, under way or not. */
export async function throwAway(house: House, place: SearchPlace): Promise<void> {
  await house.db.transact(async (sql, afterCommit) => {
    await forget({ sql, afterCommit, house }, place)
    tell({ afterCommit, house }, place.teamId)
  })
  deskOf(house).drop(place)
}

/** What is published is on the board by now. */
export async function forgetPublished(
  tx: Tx,
  { teamId, ...dates }: { teamId: string; firstDate: string; lastDate: string },
): Promise<void> {
  await forgotten(tx, teamId, await deletePublished(tx.sql, teamId, dates))
}

/** Somebody left: they may sit anywhere in it. */
export async function forgetAll(tx: Tx, { teamId }: { teamId: string }): Promise<void> {
  await forgotten(tx, teamId, await deleteSearches(tx.sql, teamId))
}

async function forgotten(tx: Tx, teamId: string, gone: { searchId: string }[]): Promise<void> {
  for (const { searchId } of gone) await clear(tx, { teamId, searchId })
  if (gone.length > 0) tell(tx, teamId)
}

async function forget(tx: Tx, place: SearchPlace): Promise<void> {
  await deleteSearch(tx.sql, place)
  await clear(tx, place)
}

async function clear({ sql, house }: Tx, { teamId, searchId }: SearchPlace): Promise<void> {
  for (const kind of [leaseKind, goneKind]) await house.deadlines.clear(sql, { teamId, kind, key: searchId })
}

const tell = ({ afterCommit, house }: Pick<Tx, 'afterCommit' | 'house'>, teamId: string): void =>
  afterCommit(() => house.live.changed(teamId, 'coverage', ''))

/** Keyed by the search. */
export const coverageDeadlines = (house: House): DeadlineHandler[] => [
  {
    kind: leaseKind,
    async handle(sql, afterCommit, { teamId, key }) {
      const row = (await lockSearches(sql, teamId)).find(({ searchId }) => searchId === key)
      if (!row?.workerUntil) return
      if (row.workerUntil > house.clock.now())
        return house.deadlines.set(sql, { teamId, kind: leaseKind, key, dueAt: row.workerUntil })
      const isKept = await leaveOff({ sql, afterCommit, house }, row, 'broke off')
      if (isKept) afterCommit(() => deskOf(house).explainLater(row))
    },
  },
  {
    kind: goneKind,
    async handle(sql, afterCommit, { teamId, key }) {
      await forget({ sql, afterCommit, house }, { teamId, searchId: key })
      tell({ afterCommit, house }, teamId)
    },
  },
]
