import { caseTrackOf } from '#features/cases/browser'
import { conversationsOf } from '#features/chat/browser'
import type { Desk } from '#features/keys/browser'
import { allLines } from '#features/lines/browser'
import { newcomersCopy } from '#features/newcomers/browser'
import { shiftsCopy } from '#features/shifts/browser'
import { trainingCopy } from '#features/training/browser'
import { hex, sha256, utf8 } from '#platform/envelope/bytes'
import { sealForSomebody } from '#platform/envelope/for-somebody'
import { choose } from '#platform/words'
import type { CopyView, LastRows } from '../wire.ts'
import { words } from '../words.ts'
import { promisesOf, publishedNumbers, recordForms } from './beside-objects.ts'
import { readAll, type Readable } from './reading.ts'
import { tarEnd, tarEntry } from './tar.ts'

/** One file of the copy, as the manifest names it. `sha256` is hexadecimal, of the file as it lies in the archive. */
export type CopiedFile = { name: string; bytes: number; sha256: string; objects: number }
export type Manifest = {
  v: 1
  team: string
  madeAt: string
  files: CopiedFile[]
  /** What could not be opened with this steward's keys, or was erased meanwhile: by id, with the reason. */
  left: { kind: 'conversation' | 'case'; id: string; why: 'gone' | 'unopened' }[]
}
export type Making = {
  passphrase: string
  onProgress: (done: number, all: number) => void
  signal: AbortSignal
  now: Date
}

/** About so much plain text goes into one sealed file: little enough for a phone's memory, enough that scrypt hardly counts. */
const largest = 2 * 1024 * 1024

/**
 * Everything of the team that this steward's keys open, as one tar archive of age files with a manifest. Objects are fetched,
 * opened and sealed again one after the other: no more than one file of plain text is ever in memory, and none reaches a
 * disk. Throws AbortError when `signal` says so.
 */
export class TeamCopy {
  #desk: Desk
  #motionId: string
  #making: Making
  #parts: Uint8Array<ArrayBuffer>[] = []
  #files: CopiedFile[] = []
  #left: Manifest['left'] = []

  constructor(desk: Desk, motionId: string, making: Making) {
    this.#desk = desk
    this.#motionId = motionId
    this.#making = making
  }

  /** The archive, in parts that a Blob or a file takes in order. */
  async make(): Promise<{ parts: Uint8Array<ArrayBuffer>[]; manifest: Manifest }> {
    const { api, team, language } = this.#desk
    const view = await api.get<CopyView>(`/api/copies/${this.#motionId}`)
    const all = view.contactIds.length + view.caseIds.length
    this.#keep('READ-ME.txt', utf8(choose(language, words).readMe), 0)
    await this.#seal('team.json.age', await this.#team(view), 1)
    const forms = await recordForms(this.#desk, this.#making.signal)
    await this.#seal('records.json.age', { v: 1, forms }, Object.keys(forms).length)
    const years = await publishedNumbers(this.#desk)
    await this.#seal('numbers.json.age', { v: 1, years }, years.length)
    const training = await trainingCopy(this.#desk, this.#making.signal)
    await this.#seal('training.json.age', { v: 1, ...training }, training.people.length)
    const shifts = await shiftsCopy(this.#desk, this.#making)
    await this.#seal('shifts.json.age', { v: 1, ...shifts }, shifts.shifts.length)
    const newcomers = await newcomersCopy(this.#desk, this.#making.signal)
    await this.#seal('newcomers.json.age', { v: 1, ...newcomers }, newcomers.cards.length)
    await this.#objects('conversations', view.contactIds, { before: 0, all }, (id) => this.#conversation(id))
    await this.#objects('cases', view.caseIds, { before: view.contactIds.length, all }, (id) => this.#case(id))
    const madeAt = this.#making.now.toISOString()
    const manifest: Manifest = { v: 1, team: team.name, madeAt, files: this.#files, left: this.#left }
    this.#keep('manifest.json', utf8(JSON.stringify(manifest, null, 2)), 0)
    this.#parts.push(tarEnd())
    return { parts: this.#parts, manifest }
  }

  async #team({ members }: CopyView): Promise<object> {
    const names = this.#desk.keyring.names()
    const { teamId, name, languages, timeZone } = this.#desk.team
    return {
      v: 1,
      team: { teamId, name, languages, timeZone },
      members: members.map((member) => ({ ...member, name: names.get(member.memberId) ?? null })),
      lines: await allLines(this.#desk.api),
    }
  }

  async #objects(
    name: 'conversations' | 'cases',
    ids: readonly string[],
    { before, all }: { before: number; all: number },
    read: (id: string) => Promise<object | null>,
  ): Promise<void> {
    let objects: object[] = []
    let size = 0
    let number = 0
    const flush = async (): Promise<void> => {
      if (objects.length === 0) return
      const file = `${name}-${String(++number).padStart(4, '0')}.json.age`
      await this.#seal(file, { v: 1, [name]: objects }, objects.length)
      objects = []
      size = 0
    }
    for (const [at, id] of ids.entries()) {
      this.#making.signal.throwIfAborted()
      this.#making.onProgress(before + at, all)
      const object = await read(id)
      if (!object) continue
      const { length } = JSON.stringify(object)
      if (size + length > largest) await flush()
      objects.push(object)
      size += length
    }
    await flush()
    this.#making.onProgress(before + ids.length, all)
  }

  async #conversation(contactId: string): Promise<object | null> {
    const conversations = conversationsOf(this.#desk)
    const conversation = conversations.of(contactId)
    const source: Readable = conversation
    const tracks = { talk: conversation.talk, crew: conversation.crew }
    try {
      const state = await this.#whole('contacts', contactId, { source, tracks })
      if (state !== 'open') return this.#leave('conversation', contactId, state)
      const { lineId, channel, language, people, state: standing, ending } = conversation.view!
      const rows = { talk: rowsOf(conversation.talk), crew: rowsOf(conversation.crew) }
      return { id: contactId, lineId, channel, language, state: standing, ending, people, ...rows }
    } finally {
      conversations.leave(contactId)
    }
  }

  async #case(caseId: string): Promise<object | null> {
    const file = caseTrackOf(this.#desk, caseId)
    const state = await this.#whole('cases', caseId, { source: file, tracks: { case: file.track } })
    if (state !== 'open') return this.#leave('case', caseId, state)
    return { id: caseId, ...file.view!, promises: await promisesOf(this.#desk, caseId), rows: rowsOf(file.track) }
  }

  /** 'open' once all of it has been read. */
  async #whole(
    of: 'contacts' | 'cases',
    id: string,
    { source, tracks }: { source: Readable; tracks: Parameters<typeof readAll>[1] },
  ): Promise<'open' | 'gone' | 'unopened'> {
    const last = await this.#desk.api
      .get<LastRows>(`/api/copies/${this.#motionId}/${of}/${id}`)
      .catch((error: { code?: string }) => {
        if (error.code === 'not-now') return null
        throw error
      })
    return last ? readAll(source, tracks, { last, signal: this.#making.signal }) : 'gone'
  }

  #leave(kind: 'conversation' | 'case', id: string, why: 'gone' | 'unopened'): null {
    this.#left.push({ kind, id, why })
    return null
  }

  async #seal(name: string, content: object, objects: number): Promise<void> {
    this.#making.signal.throwIfAborted()
    this.#keep(name, await sealForSomebody(this.#making.passphrase, utf8(JSON.stringify(content))), objects)
    // One seal is a tenth of a second of work: the page draws and listens in between.
    await new Promise((resolve) => setTimeout(resolve, 0))
  }

  #keep(name: string, bytes: Uint8Array<ArrayBuffer>, objects: number): void {
    if (name !== 'manifest.json') this.#files.push({ name, bytes: bytes.length, sha256: hex(sha256(bytes)), objects })
    const { header, padding } = tarEntry(name, bytes.length, this.#making.now)
    this.#parts.push(header, bytes, padding)
  }
}

type Rows = { log: { rows: readonly { seq: number; slot: string; body: unknown }[] } }
const rowsOf = ({ log }: Rows): object[] => log.rows.map(({ seq, slot, body }) => ({ seq, slot, body }))
