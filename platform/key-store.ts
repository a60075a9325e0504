import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Tombstones } from './key-store-tombstones.ts'

/** `erased`: the key was destroyed and will never be made again. `unknown`: there never was one. `tampered`: other bytes. */
export type KeyStoreCode = 'erased' | 'unknown' | 'tampered'
export class KeyStoreError extends Error {
  readonly code: KeyStoreCode
  constructor(code: KeyStoreCode) {
    super(`key store: ${code}`)
    this.code = code
  }
}

type Slot = { key: Uint8Array }

/**
 * The erasure keys: one 32-byte key per object (a contact, a case), under which every stored wrap of the object's content
 * keys is sealed once more. Destroying it is what deletion means here: database rows live on in write-ahead logs and
 * backups, this file does not. Everything is durable when the call returns; several processes of one host may share it.
 *
 * Keys lie in slots of one size that are overwritten in place and never moved: SQLite's secure deletion zeroes what it
 * frees but not what it copies when it splits or joins pages, so nothing is ever deleted, grown or vacuumed here.
 */
export class KeyStore {
  #db: DatabaseSync
  #tombstones: Tombstones

  constructor(file: string, tombstonesFolder: string) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
    this.#tombstones = new Tombstones(tombstonesFolder)
    this.#db = new DatabaseSync(file, { timeout: 10_000 })
    for (const pragma of pragmas) this.#db.exec(`pragma ${pragma}`)
    this.#transact(() => tables.forEach((table) => this.#db.exec(table)))
    this.#tombstones.all().forEach((object) => this.#overwrite(Buffer.from(object, 'hex')))
  }

  /** Makes the object's key, durably; does nothing when there is one. Throws `erased` for an object that was erased. */
  newKey(objectId: string): void {
    this.#transact(() => {
      const object = nameOf(objectId)
      if (this.#tombstones.has(object.toString('hex'))) throw new KeyStoreError('erased')
      if (this.#slot(object)) return
      const key = randomBytes(32)
      const free = this.#db.prepare(
        'update erasure_keys set object = ?, key = ?, free = 0 where slot = (select min(slot) from erasure_keys where free = 1)',
      )
      if (free.run(object, key).changes === 0) {
        this.#db.prepare('insert into erasure_keys (object, key, free) values (?, ?, 0)').run(object, key)
      }
      key.fill(0)
    })
  }

  /** Whether the object has a key: false before `newKey` and after `erase`. */
  has(objectId: string): boolean {
    return this.#slot(nameOf(objectId)) !== undefined
  }

  /** Seals bytes under the object's key (AES-256-GCM, bound to the object): 28 bytes longer. */
  seal(objectId: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#key(objectId), iv).setAAD(nameOf(objectId))
    return new Uint8Array(Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]))
  }

  /** The bytes again. Throws `erased` or `unknown` when there is no key, `tampered` when they are another object's or changed. */
  open(objectId: string, sealed: Uint8Array): Uint8Array<ArrayBuffer> {
    const key = this.#key(objectId)
    if (sealed.length < 28) throw new KeyStoreError('tampered')
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(nameOf(objectId))
    decipher.setAuthTag(sealed.subarray(-16))
    try {
      return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]))
    } catch {
      throw new KeyStoreError('tampered')
    }
  }

  /**
   * Destroys the object's key for ever. The tombstone is durable first: killed between the two, the next start finishes
   * the work. Erasing twice, or what never was, does no harm.
   */
  erase(objectId: string): void {
    const object = nameOf(objectId)
    this.#tombstones.add(object.toString('hex'))
    this.#overwrite(object)
  }

  /** Takes over the tombstones of another store (`tombstonesIn` its folder): what was erased there is erased here. */
  bury(tombstones: readonly string[]): void {
    tombstones.forEach((object) => this.#tombstones.add(object))
    tombstones.forEach((object) => this.#overwrite(Buffer.from(object, 'hex')))
  }

  /** A copy for a backup, consistent while others write. Keep it 7 days at most, and never beside the database's. */
  copyTo(file: string): void {
    this.#db.prepare('vacuum into ?').run(file)
    chmodSync(file, 0o600)
  }

  close(): void {
    this.#db.close()
  }

  #overwrite(object: Uint8Array): void {
    if (!this.#slot(object)) return
    this.#transact(() => {
      this.#db
        .prepare('update erasure_keys set object = ?, key = zeroblob(32), free = 1 where object = ?')
        .run(randomBytes(32), object)
    })
  }

  #key(objectId: string): Uint8Array {
    const object = nameOf(objectId)
    const slot = this.#slot(object)
    if (!slot) throw new KeyStoreError(this.#tombstones.has(object.toString('hex')) ? 'erased' : 'unknown')
    return slot.key
  }

  #slot(object: Uint8Array): Slot | undefined {
    return this.#db.prepare('select key from erasure_keys where object = ? and free = 0').get(object) as
      Slot | undefined
  }

  #transact(run: () => void): void {
    this.#db.exec('begin immediate')
    try {
      run()
      this.#db.exec('commit')
    } catch (thrown) {
      this.#db.exec('rollback')
      throw thrown
    }
  }
}

/**
 * Opens (or makes) the store in `file`, which may be backed up (copies expire in 7 days). The tombstones lie in a folder
 * of their own, which a restore never overwrites and only adds to, so that an older copy of the keys cannot bring back
 * what was erased since. They are applied before anything can be opened.
 */
export const openKeyStore = (file: string, tombstonesFolder = join(dirname(file), 'tombstones')): KeyStore =>
  new KeyStore(file, tombstonesFolder)

/** No write-ahead log (it keeps deleted keys), every commit on disk with its folder, nothing in temporary files. */
const pragmas = [
  'journal_mode = delete',
  'secure_delete = on',
  'synchronous = extra',
  'temp_store = memory',
  'mmap_size = 0',
]

/** Every column of a slot has one size for ever; `object` is a hash, so the file does not list what there is. */
const tables = [
  'create table if not exists erasure_keys (slot integer primary key, object blob not null unique, key blob not null, free integer not null)',
  'create index if not exists free_slots on erasure_keys (slot) where free = 1',
]

const nameOf = (objectId: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash('sha256').update(`beside object\n${objectId}`).digest())
