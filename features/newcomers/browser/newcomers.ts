import type { Desk } from '#features/keys/browser'
import { isOver, usualDays, type Days } from '../rules.ts'
import { openApplication, openNote, type Note, type Written } from '../sealing.ts'
import type { CardView, NewcomersView, PaperView } from '../wire.ts'

/** `note` is null when it does not open here. */
export type OpenedNote = { noteId: string; by: string; at: string; note: Note | null }
/** `written` is null when it does not open here. */
export type Paper = { written: Written | null; notes: OpenedNote[] }
type Doors = Pick<Desk, 'live' | 'api'> & { keyring: Pick<Desk['keyring'], 'openForCircle'> }

/**
 * Cards as this console knows them, and what is sealed of them, opened as it comes. A store; one for each console. What
 * does not open is shown without words: where it stands and whose it is are there anyway.
 */
export class Newcomers {
  /** Whether the server has answered once. */
  isKnown = false
  days: Days = usualDays
  /** Since when the form takes nobody new; null: it does. */
  pausedSince: string | null = null
  cards: CardView[] = []
  #papers = new Map<string, { notes: number; paper: Paper }>()
  #doors: Doors
  #readers = new Set<(newcomers: Newcomers) => void>()
  #isReading = false

  constructor(doors: Doors) {
    this.#doors = doors
    doors.live.follow('newcomers', '', { onView: (view: NewcomersView) => this.#take(view) })
  }

  subscribe(read: (newcomers: Newcomers) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }

  cardOf = (newcomerId: string): CardView | null => this.cards.find((one) => one.newcomerId === newcomerId) ?? null

  /** undefined while it is not fetched. */
  paperOf = (newcomerId: string): Paper | undefined => this.#papers.get(newcomerId)?.paper

  #take({ days, cards, pausedSince }: NewcomersView): void {
    this.isKnown = true
    this.days = days
    this.pausedSince = pausedSince
    this.cards = cards
    // What is gone on the server is forgotten here.
    const there = new Set(cards.map(({ newcomerId }) => newcomerId))
    for (const newcomerId of this.#papers.keys()) if (!there.has(newcomerId)) this.#papers.delete(newcomerId)
    this.#tell()
    if (!this.#isReading) void this.#read()
  }

  /** One after the other, until each card's paper is as new as the card. */
  async #read(): Promise<void> {
    this.#isReading = true
    const failed = new Set<string>()
    for (;;) {
      const next = this.cards.find(
        ({ newcomerId, notes }) => this.#papers.get(newcomerId)?.notes !== notes && !failed.has(newcomerId),
      )
      if (!next) break
      const { newcomerId, notes } = next
      const paper = await this.#fetch(newcomerId).catch(() => null)
      if (paper && this.cardOf(newcomerId)) this.#papers.set(newcomerId, { notes, paper })
      else failed.add(newcomerId)
      this.#tell()
    }
    this.#isReading = false
  }

  async #fetch(newcomerId: string): Promise<Paper> {
    const { api, keyring } = this.#doors
    const { sealed, notes } = await api.get<PaperView>(`/api/newcomers/${newcomerId}`)
    const before = this.paperOf(newcomerId)?.written
    const written = before ?? (await openApplication(keyring, newcomerId, sealed).catch(() => null))
    const opened = notes.map(async ({ sealed: inside, ...note }) => ({
      ...note,
      note: await openNote(keyring, { newcomerId, noteId: note.noteId }, inside).catch(() => null),
    }))
    return { written, notes: await Promise.all(opened) }
  }

  #tell(): void {
    for (const read of this.#readers) read(this)
  }
}

const known = new WeakMap<Desk['live'], Newcomers>()

export function newcomersOn(desk: Doors): Newcomers {
  const newcomers = known.get(desk.live) ?? new Newcomers(desk)
  known.set(desk.live, newcomers)
  return newcomers
}

export const isLate = ({ dueAt }: Pick<CardView, 'dueAt'>, now: number): boolean =>
  dueAt !== null && Date.parse(dueAt) <= now

/** What is mine to do now: nobody has read it, or it is overdue. What nobody looks after is everybody's. */
export const forMe = (cards: readonly CardView[], memberId: string, now: number): CardView[] =>
  cards.filter(
    (card) =>
      !isOver(card.state) &&
      (card.ownerId === memberId || card.ownerId === null) &&
      (card.state === 'new' || isLate(card, now)),
  )
