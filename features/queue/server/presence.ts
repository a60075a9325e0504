import { randomUUID } from 'node:crypto'
import { later, second } from '#platform/clock'
import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { theTeam } from '#features/members'
import type { Event } from '../rules.ts'
import { aliveSince } from './duty.ts'
import { change, lookAfterCrew, type Tx } from './change.ts'
import { liveWaitings } from './store.ts'
import * as rows from './store-presence.ts'
import type { Present } from './store-presence.ts'

const beatEvery = 5 * second

/**
 * Writes down who has a live socket, for every process to read. Each process writes only its own rows, and shows that it
 * lives by a beat; whoever notices a beat missing forgets that process. Returns how to stop: our rows go with us.
 */
export async function watchPresence(house: House): Promise<() => Promise<void>> {
  const watch = new PresenceWatch(house)
  watches.set(house, watch)
  await watch.begin()
  return () => watch.stop()
}

const watches = new WeakMap<House, PresenceWatch>()

class PresenceWatch {
  #house: House
  readonly processId = randomUUID()
  #watched = false
  #last: Promise<void> = Promise.resolve()
  #cancel = (): void => {}
  #stopped = false

  constructor(house: House) {
    this.#house = house
    house.live.onPresence((presence) => {
      const { teamId, memberId, contactId, connected } = presence
      const who = memberId ?? contactId
      if (who) this.#queue(() => this.#moved({ teamId, processId: this.processId, kind: memberId ? 'member' : 'caller', who }, connected))
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
    if (team) await rows.dropProcess(this.#house.db.sql, team.teamId, this.processId)
  }

  #again(): void {
    if (this.#stopped) return
    this.#cancel = this.#house.clock.at(later(this.#house.clock.now(), beatEvery), () => {
      this.#queue(() => this.#beat())
      this.#again()
    })
  }

  /** One after the other: a coming and a going may not overtake each other. */
  #queue(work: () => Promise<void>): void {
    if (this.#stopped) return
    this.#last = this.#last.then(work).catch((error: unknown) => this.#house.log.error('presence not written', error))
  }

  /** Heals what a lost write left behind: the rows become what this process knows. */
  async #beat(): Promise<void> {
    const { db, clock, live } = this.#house
    const team = await theTeam(db.sql)
    if (!team) return
    const mine = { teamId: team.teamId, processId: this.processId }
    await db.transact(async (sql) => {
      await rows.beat(sql, { ...mine, at: clock.now() })
      await rows.replacePresences(sql, mine, live.connected(team.teamId))
      if (!this.#watched) await this.#begin(sql, team.teamId)
    })
    this.#watched = true
  }

  /** The first beat for a team: from here on its contacts, its cover and its processes are looked after by deadlines. */
  async #begin(sql: Sql, teamId: string): Promise<void> {
    const dueAt = this.#house.clock.now()
    await this.#house.deadlines.set(sql, { teamId, kind: 'queue.beat', key: 'beat', dueAt: later(dueAt, beatEvery) })
    await this.#house.deadlines.set(sql, { teamId, kind: 'queue.cover', key: 'cover', dueAt })
  }

  async #moved(present: Present, connected: boolean): Promise<void> {
    const house = this.#house
    await house.db.transact(async (sql, afterCommit) => {
      if (connected) await rows.insertPresence(sql, present)
      else await rows.deletePresence(sql, present)
      await cameOrWent({ sql, afterCommit, house }, present)
    })
  }
}

/** Processes that stopped beating are forgotten, and everybody who was there through them counts as gone. */
export async function forgetSilentProcesses(tx: Tx, teamId: string): Promise<void> {
  const processId = watches.get(tx.house)?.processId
  if (processId) await rows.beat(tx.sql, { teamId, processId, at: tx.house.clock.now() })
  const gone = await rows.dropSilent(tx.sql, teamId, aliveSince(tx.house.clock.now()))
  for (const { kind, who } of gone) await cameOrWent(tx, { teamId, kind, who })
}

/** What it means for contacts that somebody is there, or is not there any more on any process. */
export async function cameOrWent(tx: Tx, { teamId, kind, who }: Omit<Present, 'processId'>): Promise<void> {
  const alive = aliveSince(tx.house.clock.now())
  const here = kind === 'member' ? await rows.membersHere(tx.sql, teamId, alive) : await rows.callersHere(tx.sql, teamId, alive)
  const isHere = here.has(who)
  if (kind === 'caller') {
    await change(tx, { teamId, contactId: who }, { kind: isHere ? 'caller back' : 'caller gone' })
    return
  }
  const event: Event = { kind: isHere ? 'back' : 'gone', memberId: who }
  const theirs = (await liveWaitings(tx.sql, teamId)).filter(({ situation }) => situation.responder === who)
  for (const waiting of theirs) await change(tx, waiting, event)
  await lookAfterCrew(tx, teamId)
}
