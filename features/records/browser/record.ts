import { memberOfSlot } from '#platform/envelope/records'
import type { Conversation, FieldBody } from '#features/chat/browser'
import type { Desk } from '#features/keys/browser'
import { emptied, formVersion, isPersonal, lastSeen, readRecord, versionOf, type Write } from '../merge.ts'
import type { Form } from '../form.ts'
import type { Forms } from './forms.ts'

/** Typed and not yet put in line; or put in line, and still in somebody's hands. */
type Draft = { text: string; edit: string; base: string | null; emptiedBy: string | null; timer: Timer | null }
type Timer = ReturnType<typeof setTimeout>
type Written = Pick<Conversation, 'crew' | 'subscribe' | 'time'>
export type Keeping = 'nothing' | 'saving' | 'kept' | 'waiting' | 'stuck'

/** After the first letter that is not kept yet, in milliseconds: short enough to trust, long enough to take several along. */
const saveAfter = 100

/**
 * The record of one contact as this console shows and writes it, field by field, in the contact's crew track. It outlives
 * the screen: what is typed waits here through a tab change, a lock and a lost network. A store.
 */
export class ContactRecord {
  /** What each field says; more than one entry is a real conflict. */
  heads = new Map<string, Write[]>()
  writes: Write[] = []
  #conversation: Written
  #desk: Pick<Desk, 'live' | 'me'>
  #forms: Forms
  #drafts = new Map<string, Draft>()
  #readers = new Set<(record: ContactRecord) => void>()

  constructor(conversation: Written, forms: Forms, desk: Pick<Desk, 'live' | 'me'>) {
    this.#conversation = conversation
    this.#forms = forms
    this.#desk = desk
    conversation.subscribe(() => this.#read())
  }

  /** The forms outlive every contact: they know of this record only while it is looked at. */
  subscribe(read: (record: ContactRecord) => void): () => void {
    this.#readers.add(read)
    const stop = this.#forms.subscribe(() => read(this))
    return () => {
      stop()
      this.#readers.delete(read)
    }
  }

  /** The form it was taken with; for an empty record the newest one. Null while it is being fetched. */
  get form(): Form | null {
    return this.#forms.at(this.version)
  }

  get version(): number {
    return versionOf(this.writes) ?? this.#forms.view.version
  }

  /** The one thing a field says; '' for nothing, null when two people say different things. */
  value(field: string): string | null {
    const said = this.heads.get(field) ?? []
    return said.length > 1 ? null : (said[0]?.value ?? '')
  }

  /** What stands in a field of words: what is being typed, or what is kept, both parts of a conflict one after the other. */
  text(field: string, between: string): string {
    const said = (this.heads.get(field) ?? []).map(({ value }) => value).filter(Boolean)
    return this.#drafts.get(field)?.text ?? said.join(between)
  }

  /** What others said about a field that is not in the words I am typing now. */
  beside(field: string): Write[] {
    const draft = this.#drafts.get(field)
    const said = this.heads.get(field) ?? []
    if (!draft) return said.length > 1 ? said : []
    return said.filter(({ id, edit }) => edit !== draft.edit && this.#cameAfter(id, draft.base))
  }

  /** Personal fields are open only where everybody who said something said yes. */
  get mayAsk(): boolean {
    return this.value('ask') === 'yes'
  }

  get hasPersonal(): boolean {
    return [...this.heads].some(([field, said]) => isPersonal(field) && said.some(({ value }) => value !== ''))
  }

  /** Who emptied everything personal last, while nothing personal was written since. */
  get emptying(): Write | null {
    return this.hasPersonal ? null : (this.writes.findLast(({ field }) => field === emptied) ?? null)
  }

  get keeping(): Keeping {
    const pending = this.#conversation.crew.outbox.pending.filter((item) => fieldIn(item.body))
    if (pending.some(({ state }) => state === 'stuck')) return 'stuck'
    const isTyping = [...this.#drafts.values()].some(({ timer }) => timer !== null)
    if (!isTyping && pending.length === 0) return this.writes.length > 0 ? 'kept' : 'nothing'
    return this.#desk.live.state.get() === 'open' ? 'saving' : 'waiting'
  }

  /** A letter was typed: it is kept within a moment, with those that follow. */
  type(field: string, text: string): void {
    const draft = this.#drafts.get(field) ?? { ...this.#go(field), emptiedBy: this.#emptiedBy(), text, timer: null }
    draft.text = text.replace(/\p{Cc}/gu, (one) => (one === '\n' || one === '\t' ? one : ''))
    draft.timer ??= setTimeout(() => this.#save(field), saveAfter)
    this.#drafts.set(field, draft)
    this.#tell()
  }

  /** The field was left: the next letter in it is a new go, written on everything seen by then. */
  leave(field: string): void {
    this.#save(field)
    if (this.#drafts.delete(field)) this.#tell()
  }

  /** Sets a field at once: a choice, a tick, one side of a conflict. */
  set(field: string, value: string): void {
    clearTimeout(this.#drafts.get(field)?.timer ?? undefined)
    this.#drafts.delete(field)
    this.#put(field, value, this.#go(field))
  }

  /** They changed their mind: nothing personal is on anybody's screen any more, also what is just being typed. */
  empty(): void {
    for (const field of this.#drafts.keys()) if (isPersonal(field)) this.#drop(field)
    this.#put(emptied, 'yes', this.#go(emptied))
  }

  #save(field: string): void {
    const draft = this.#drafts.get(field)
    if (!draft?.timer) return
    clearTimeout(draft.timer)
    this.#put(field, draft.text, draft)
    draft.timer = null
    this.#tell()
  }

  /** One go at a field: from the first letter until it is left. What is still on its way belongs to it. */
  #go(field: string): { edit: string; base: string | null } {
    const mine = this.#pending().findLast((write) => write.field === field)
    return mine ?? { edit: newEdit(), base: lastSeen(this.#kept(), field) }
  }

  #put(field: string, value: string, go: { edit: string; base: string | null }): void {
    if (versionOf(this.writes) === null)
      this.#write(formVersion, String(this.#forms.view.version), this.#go(formVersion))
    this.#write(field, value, go)
  }

  #write(field: string, value: string, { edit, base }: { edit: string; base: string | null }): void {
    const body: FieldBody = { k: 'field', field, value, base, edit, at: this.#conversation.time() }
    this.#conversation.crew.put(body, (older) => older.k === 'field' && older.field === field && older.edit === edit)
  }

  #kept(): Write[] {
    return this.#conversation.crew.log.rows.flatMap(({ id, slot, body }) => {
      const by = memberOfSlot(slot)
      return body?.k === 'field' && by !== null ? [{ ...body, id, by }] : []
    })
  }

  #pending(): Write[] {
    return this.#conversation.crew.outbox.pending.flatMap(({ id, body }) => {
      const field = fieldIn(body)
      return field ? [{ ...field, id, by: this.#desk.me.memberId }] : []
    })
  }

  #read(): void {
    const kept = this.#kept()
    const ids = new Set(kept.map(({ id }) => id))
    this.writes = [...kept, ...this.#pending().filter(({ id }) => !ids.has(id))]
    this.heads = readRecord(this.writes)
    for (const [field, draft] of this.#drafts) if (this.#isOver(field, draft)) this.#drop(field)
    this.#tell()
  }

  /** Somebody who had read my words has written over them, or everything personal was emptied: mine are no longer shown. */
  #isOver(field: string, draft: Draft): boolean {
    if (isPersonal(field) && this.#emptiedBy() !== draft.emptiedBy) return true
    return draft.timer === null && !this.heads.get(field)?.some(({ edit }) => edit === draft.edit)
  }

  #drop(field: string): void {
    clearTimeout(this.#drafts.get(field)?.timer ?? undefined)
    this.#drafts.delete(field)
  }

  #emptiedBy = (): string | null => this.writes.findLast(({ field }) => field === emptied)?.id ?? null

  #cameAfter(id: string, base: string | null): boolean {
    const place = (of: string | null): number => this.writes.findIndex((write) => write.id === of)
    return place(id) > place(base)
  }

  #tell(): void {
    for (const read of this.#readers) read(this)
  }
}

const fieldIn = (json: string): FieldBody | null => {
  const body = JSON.parse(json) as { k: string }
  return body.k === 'field' ? (body as FieldBody) : null
}

/** 64 random bits: two goes are never taken for one. */
const newEdit = (): string =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

const known = new WeakMap<Conversation, ContactRecord>()

/** The one record of a contact on this console, whichever part of the page asks first. */
export function recordOf(desk: Desk, conversation: Conversation, forms: Forms): ContactRecord {
  const record = known.get(conversation) ?? new ContactRecord(conversation, forms, desk)
  known.set(conversation, record)
  return record
}
