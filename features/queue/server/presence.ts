import { randomUUID } from 'node:crypto'
import { later, second, wallClock } from '#platform/clock'
import type { House } from '#platform/house'
import { theTeam } from '#features/members'
import type { Event } from '../rules.ts'
import { aliveSince } from './duty.ts'
import { change, lookAfterCrew, type Tx } from './change.ts'
import { liveInLockingOrder } from './store.ts'
import * as rows from './store-presence.ts'
import type { Present } from './store-presence.ts'

const beatEvery = 5 * second
/** Lines may have been edited, a notice lost: everything is looked at again after this many beats, a minute. */
const lookEvery = 12

/**
 * Writes down who has a live socket, for every process to read. Each process writes only its own rows, and shows that it
 * lives by a beat; whoever notices a beat missing forgets that process. Beats keep the machine's own time. Returns how to
 * stop: our rows go with us.
 */
export async function watchPresence(house: House): Promise<() => Promise<void>> {
  const watch = new PresenceWatch(house)
  await watch.begin()
  return () => watch.stop()
}

class PresenceWatch {
  #house: House
  #processId = randomUUID()
  #watched = false
  #beats = 0
  #beatAt: Date | null = null
  #last: Promise<void> = Promise.resolve()
  #cancel = (): void => {}
  #stopped = false

  constructor(house: House) {
    this.#house = house
    house.live.onPresence((presence) => {
      const { teamId, memberId, contactId, connected } = presence
      const who = memberId ?? contactId
      const present = { teamId, processId: this.#processId, kind: memberId ? 'member' : 'caller' } as const
      if (who) this.#queue(() => this.#moved({ ...present, who }, connected))
    })
  }

  async begin(): Promise<void> {
    this.#queue(() => this.#beat())
    await this.#last
    this.#again()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#last
    const team = await theTeam(this.#house.db.sql)
    if (team) await rows.dropProcess(this.#house.db.sql, team.teamId, this.#processId)
  }

  #again(): void {
    this.#cancel = wallClock.at(later(wallClock.now(), beatEvery), () => {
      this.#queue(() => this.#beat())
      this.#again()
    })
  }

  /** One after the other: a coming and a going may not overtake each other. */
  #queue(work: () => Promise<void>): void {
    if (this.#stopped) return
    this.#last = this.#last.then(work).catch((error: unknown) => this.#house.log.error('presence not written', error))
  }

  /**
   * Heals what a lost write left behind: the rows become what this process knows. After a silence in which others did not count on
   * it, as of a machine that stood still, everybody who is here has come back, and is seen to be there at once.
   */
  async #beat(): Promise<void> {
    const house = this.#house
    const team = await theTeam(house.db.sql)
    if (!team) return
    const mine = { teamId: team.teamId, processId: this.#processId }
    await house.db.transact(async (sql, afterCommit) => {
      const wasSilent = this.#beatAt !== null && this.#beatAt <= aliveSince()
      const here = house.live.connected(team.teamId)
      const at = wallClock.now()
      await rows.beat(sql, { ...mine, at })
      const healed = await rows.replacePresences(sql, mine, here)
      for (const { kind, who } of wasSilent ? [...healed, ...everybody(here)] : healed)
        await cameOrWent({ sql, afterCommit, house }, { teamId: team.teamId, kind, who })
      afterCommit(() => (this.#beatAt = at))
      await forgetSilentProcesses({ sql, afterCommit, house }, team.teamId)
      if (this.#beats++ % lookEvery === 0) lookAfterCrew({ afterCommit, house }, team.teamId)
    })
    this.#watched = true
  }

  async #moved(present: Present, connected: boolean): Promise<void> {
    const house = this.#house
    await house.db.transact(async (sql, afterCommit) => {
      if (!this.#watched) await rows.beat(sql, { ...present, at: wallClock.now() })
      if (connected) await rows.insertPresence(sql, present)
      else await rows.deletePresence(sql, present)
      await cameOrWent({ sql, afterCommit, house }, present)
    })
  }
}

const everybody = ({ memberIds, contactIds }: { memberIds: string[]; contactIds: string[] }): rows.Who[] => [
  ...memberIds.map((who) => ({ kind: 'member' as const, who })),
  ...contactIds.map((who) => ({ kind: 'caller' as const, who })),
]

/** Processes that stopped beating are forgotten, and everybody who was there through them counts as gone. */
export async function forgetSilentProcesses(tx: Tx, teamId: string): Promise<void> {
  for (const { kind, who } of await rows.dropSilent(tx.sql, teamId, aliveSince()))
    await cameOrWent(tx, { teamId, kind, who })
}

/** What it means for contacts that somebody is there, or is not there any more on any process. */
async function cameOrWent(tx: Tx, { teamId, kind, who }: Omit<Present, 'processId'>): Promise<void> {
  const contactIds = kind === 'caller' ? [who] : []
  const isHere = (await rows.whoIsHere(tx.sql, { teamId, contactIds, alive: aliveSince() })).has(who)
  if (kind === 'caller') {
    await change(tx, { teamId, contactId: who }, { kind: isHere ? 'caller back' : 'caller gone' })
    return
  }
  const event: Event = { kind: isHere ? 'back' : 'gone', memberId: who }
  const theirs = (await liveInLockingOrder(tx.sql, teamId)).filter(({ situation }) => situation.responder === who)
  for (const waiting of theirs) await change(tx, waiting, event)
  lookAfterCrew(tx, teamId)
}
