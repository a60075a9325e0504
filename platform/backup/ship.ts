import { statSync } from 'node:fs'
import { join } from 'node:path'
import { day, later, second, type Clock } from '#platform/clock'
import { noteReached } from '#platform/backup/choice'
import { walOf } from '#platform/backup/database'
import { addTombstones, copyKeys, destroyOldKeys, keyCopies } from '#platform/backup/keys'
import { holdsBackups, tombstonesFolder, type Places } from '#platform/backup/places'
import { logOf, readSet, setNames, type BackupSet } from '#platform/backup/sets'
import { advanceSlot, clusterFacts, dropSlot, makeSlot, shippingSlot, type Cluster } from '#platform/backup/store'
import { endOf, isContinuedBy, lsnFrom, mirror, textOf, WalGap } from '#platform/backup/wal'
import type { Sql } from '#platform/database'
import type { KeyStore } from '#platform/key-store'
import type { Log } from '#platform/log'
import { codeOf } from '#platform/start-problem'

export type ShippingParts = {
  dataDir: string
  places: Places
  /** null when the database is in somebody else's PostgreSQL: then only keys and tombstones are copied. */
  sql: Sql | null
  keyStore: KeyStore
  clock: Clock
  log: Log
}

const slot = 'beside_shipping'
const interval = 10 * second
/** PostgreSQL keeps this much behind us, so that a copy made meanwhile can be gone on with. Bytes. */
const slack = 64n * 2n ** 20n

/** Without BACKUP_DIR nobody copies, so PostgreSQL must not keep anything for us. */
export const stopHolding = (sql: Sql): Promise<void> => dropSlot(sql, slot)

/**
 * While Beside runs with BACKUP_DIR: every ten seconds, what was erased, then the keys, then the new part of the write-ahead
 * log are added to the newest backup. A disk that is away, full or slow costs nothing but the copies: it is logged once, tried
 * again, and PostgreSQL keeps up to 1 GB for us meanwhile.
 */
export class Shipping {
  #parts: ShippingParts
  #cancel: () => void = () => {}
  #turning: Promise<void> | undefined
  #stopped = false
  #said = ''
  /** The key store as it was when it was last copied: its size and time. */
  #copied = ''
  #newest: BackupSet | undefined
  /** The copy whose end was found to be the beginning of our own log. */
  #continued = ''

  constructor(parts: ShippingParts) {
    this.#parts = parts
  }

  start(): void {
    const { clock } = this.#parts
    this.#cancel = clock.at(later(clock.now(), interval), () => {
      void this.turn().finally(() => {
        if (!this.#stopped) this.start()
      })
    })
  }

  /** A last turn, so that an orderly stop leaves nothing behind. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.turn()
  }

  /** One round; never throws. Two at once are one. */
  async turn(): Promise<void> {
    this.#turning ??= this.#turn().finally(() => (this.#turning = undefined))
    await this.#turning
  }

  async #turn(): Promise<void> {
    try {
      this.#say((await this.#copy()) ?? '')
    } catch (error) {
      this.#say(error instanceof WalGap ? 'backup-has-a-gap' : 'backup-not-copied', error)
    }
  }

  /** Each thing once, until another is to be said. */
  #say(event: string, error?: unknown): void {
    const { log } = this.#parts
    const said = error ? `${event} ${codeOf(error)}` : event
    if (said === this.#said) return
    if (event === '') log.info('backup-goes-on')
    else if (error) log.error(event, error)
    else log.warn(event)
    this.#said = said
  }

  /** What keeps us from copying the database; null when nothing does. */
  async #copy(): Promise<string | null> {
    const { dataDir, places, sql, clock } = this.#parts
    if (!holdsBackups(places.folder)) return 'backup-folder-has-no-backup-yet'
    addTombstones(join(dataDir, 'keys', 'tombstones'), tombstonesFolder(places))
    // The log is read up to where it is now, and only then the keys: there is a key for everything in the log.
    const facts = sql ? await clusterFacts(sql) : null
    await this.#copyKeys()
    await destroyOldKeys(places, clock.now())
    return sql && facts ? await this.#copyLogOrLetGo(sql, facts) : null
  }

  async #copyKeys(): Promise<void> {
    const { dataDir, places, keyStore, clock } = this.#parts
    const { size, mtimeMs } = statSync(join(dataDir, 'keys', 'keys.sqlite'))
    const newest = keyCopies(places).at(-1)
    // Once a day also when nothing changed, so that the newest is never too old to be used.
    const isFresh = newest && clock.now().getTime() - newest.at.getTime() < day
    if (isFresh && this.#copied === `${size} ${mtimeMs}`) return
    await copyKeys(keyStore, places, clock.now())
    this.#copied = `${size} ${mtimeMs}`
  }

  /** Until the next backup there is nothing to add to, so PostgreSQL need not keep anything for us. */
  async #copyLogOrLetGo(sql: Sql, facts: Cluster): Promise<string | null> {
    try {
      const reason = await this.#copyLog(sql, facts)
      if (reason) await dropSlot(sql, slot)
      return reason
    } catch (error) {
      if (error instanceof WalGap) await dropSlot(sql, slot)
      throw error
    }
  }

  async #copyLog(sql: Sql, facts: Cluster): Promise<string | null> {
    const { places, clock } = this.#parts
    const at = clock.now()
    const name = setNames(places).at(-1)
    if (name && this.#newest?.name !== name) this.#newest = readSet(places, name)
    const set = name ? this.#newest : undefined
    const wal = walOf(facts)
    if (!set || set.manifest.system !== facts.system || set.manifest.timeline !== wal.timeline) return 'backup-needed'
    const upTo = lsnFrom(facts.flushed)
    const end = endOf(logOf(set), wal)
    if (end === null || end > upTo || !(await this.#isContinued(set, facts.folder))) return 'backup-needed'
    await this.#hold(sql)
    const copied = await mirror(facts.folder, logOf(set), { wal, from: end, upTo })
    if (copied > 0) noteReached(set, at)
    if (upTo > slack) await advanceSlot(sql, slot, textOf(upTo - slack))
    return null
  }

  async #isContinued(set: BackupSet, cluster: string): Promise<boolean> {
    if (this.#continued !== set.name && (await isContinuedBy(cluster, logOf(set)))) this.#continued = set.name
    return this.#continued === set.name
  }

  async #hold(sql: Sql): Promise<void> {
    const found = await shippingSlot(sql, slot)
    if (found?.status === 'lost') await dropSlot(sql, slot)
    if (!found || found.status === 'lost') await makeSlot(sql, slot)
  }
}
