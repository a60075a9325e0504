import { hour, later, minute, second } from '#platform/clock'
import type { House } from '#platform/house'
import { alarm, heartbeat } from '#features/alarms'
import { linesOf, openness, type Line } from '#features/lines'
import { teamOf } from '#features/members'
import { nextCover, soundsAt, type There } from '../cover.ts'
import { isCalling } from '../situation.ts'
import type { Tx } from './change.ts'
import { crewOf, onLine, type OnDuty } from './duty.ts'
import { liveWaitings } from './store.ts'
import { coversOf, deleteCover, keepCover, type Cover } from './store-duty.ts'

/** Everything that matters comes by itself; this only catches what was lost. With a heartbeat to send, every minute. */
const lookEvery = hour
const beatEvery = minute

/** `until`: those who can be reached only answered a push; then we look again. */
type LineNow = { lineId: string; open: boolean; changesAt: Date | null; reachable: number; until: Date | null }

/**
 * Looks at every line of a team: is it open with nobody to ask? Notes since when, alarms stewards and coordinators by every
 * channel there is once it is no blip, and again every quarter of an hour. Sets when to look next: at the next opening or
 * closing, and when a blip stops being one. All well: the outside heartbeat hears so.
 */
export async function lookAtCover(tx: Tx, teamId: string): Promise<void> {
  const { sql, house, afterCommit } = tx
  const at = house.clock.now()
  const lines = await linesNow(tx, teamId, at)
  const covers = new Map((await coversOf(sql, teamId)).map((cover) => [cover.lineId, cover]))
  const due: Date[] = [later(at, house.config.heartbeatUrl ? beatEvery : lookEvery)]
  for (const line of lines) {
    const cover = await look(tx, { teamId, line, cover: covers.get(line.lineId) ?? null })
    covers.delete(line.lineId)
    for (const time of [line.changesAt, line.until]) if (time) due.push(time)
    if (cover) due.push(new Date(soundsAt(inMs(cover))))
    if (cover?.alarmedAt) covers.set(line.lineId, cover)
  }
  for (const lineId of covers.keys())
    if (!lines.some((line) => line.lineId === lineId)) await deleteCover(sql, teamId, lineId)
  const dueAt = new Date(Math.max(at.getTime() + second, Math.min(...due.map(Number))))
  await house.deadlines.set(sql, { teamId, kind: 'queue.cover', key: 'cover', dueAt })
  const isWell = ![...covers.values()].some((cover) => cover.alarmedAt) && !(await isSomebodyCalling(tx, teamId))
  if (isWell && house.rates.take('heartbeat', teamId, { per: 50 * second, burst: 1 }) === 0)
    afterCommit(() => void heartbeat(house))
}

/** A caller whom nobody answered, so that the team was called to help: the outside hears of that by our silence as well. */
const isSomebodyCalling = async ({ sql }: Tx, teamId: string): Promise<boolean> =>
  (await liveWaitings(sql, teamId)).some(({ situation }) => isCalling(situation))

/** What became of one line's cover; null: somebody is there, or the line is closed. */
async function look(
  tx: Tx,
  { teamId, line, cover }: { teamId: string; line: LineNow; cover: Cover | null },
): Promise<Cover | null> {
  const { sql, house, afterCommit } = tx
  const { lineId } = line
  const before = cover && inMs(cover)
  const { cover: now, sounds } = nextCover(before, thereOn(line), house.clock.now().getTime())
  const kept = now && {
    lineId,
    uncoveredSince: new Date(now.uncoveredSince),
    alarmedAt: now.alarmedAt === null ? null : new Date(now.alarmedAt),
  }
  if (kept && (!cover || sounds)) await keepCover(sql, teamId, kept)
  if (!kept && cover) await deleteCover(sql, teamId, lineId)
  if (Boolean(kept) !== Boolean(cover) || sounds) afterCommit(() => house.live.changed(teamId, 'queue', ''))
  if (sounds) afterCommit(() => void alarm(house, { teamId, permission: 'alarms.receive', kind: 'alarm' }))
  if (sounds) afterCommit(() => void wakeCrew(house, { teamId, lineId }))
  return kept
}

const inMs = ({ uncoveredSince, alarmedAt }: Cover) => ({
  uncoveredSince: uncoveredSince.getTime(),
  alarmedAt: alarmedAt?.getTime() ?? null,
})

const thereOn = ({ open, reachable, until }: LineNow): There => {
  if (!open) return 'closed'
  return reachable === 0 ? 'nobody' : until ? 'device' : 'somebody'
}

/** Those on duty who cannot be reached are woken too: they may not know that their page is gone. */
async function wakeCrew(house: House, { teamId, lineId }: { teamId: string; lineId: string }): Promise<void> {
  const crew = await crewOf(house.db.sql, teamId, house.clock.now())
  const memberIds = crew
    .filter((person) => person.lineIds.includes(lineId) && !person.onBreak)
    .map((person) => person.memberId)
  await alarm(house, { teamId, memberIds, kind: 'ring' })
}

async function linesNow({ sql }: Tx, teamId: string, at: Date): Promise<LineNow[]> {
  const [team, lines, crew] = await Promise.all([teamOf(sql, teamId), linesOf(sql, teamId), crewOf(sql, teamId, at)])
  if (!team) return []
  return lines.filter((line) => line.channels.chat).map((line) => lineNow(line, { timeZone: team.timeZone, crew, at }))
}

function lineNow(line: Line, { timeZone, crew, at }: { timeZone: string; crew: OnDuty[]; at: Date }): LineNow {
  const { open, closesAt, opensAt } = openness(line, timeZone, at)
  // Whoever sits beside to learn does not answer alone.
  const there = onLine(crew, line.lineId).filter((one) => one.reachable && !one.onBreak && !one.learns)
  const until = there.every((one) => one.until)
    ? (there.map((one) => one.until!).toSorted((a, b) => +b - +a)[0] ?? null)
    : null
  return { lineId: line.lineId, open, changesAt: closesAt ?? opensAt ?? null, reachable: there.length, until }
}
