import { createHash } from 'node:crypto'
import { later, minute, second } from '#platform/clock'
import type { House } from '#platform/house'
import { randomId } from '#platform/ids'
import type { InsideWire } from '#platform/live/inside'
import { memberOfSlot } from '#platform/envelope/records'
import type { CallerView } from '#features/contacts'
import type { WaitingView } from '#features/queue'
import { readTalkBy } from '../bodies.ts'
import type { CallerSeal } from '../caller-seal.ts'
import type { CallerConfig } from '../wire.ts'
import { Answer } from './stream-answer.ts'
import * as draw from './stream-drawn.ts'
import { sealOf, wrapsOfCaller, type PlainPage } from './stream-page.ts'

/** An open page begins anew after this long, by itself; and this long after the end it shows nothing any more. */
const longestOpen = 20 * minute
const shownAfterEnd = 10 * minute
/** A page shown by hand counts as there for a little longer than it takes to come again. */
const lingering = 25 * second

/** What else is open is looked up only when it is to be said: thousands of open pages do not each hold it. */
export type Growth = { manner: draw.Manner; once: boolean; elsewhere: () => Promise<CallerConfig['elsewhere']> }
type Frame = { on?: string; rows?: [number, string, string][]; view?: unknown; end?: string; beat?: 1 }

/**
 * The conversation of a page without script: one answer that grows with it. It is a caller's page whose script runs here:
 * it follows the same topics, with the same rights, and is told the same truths. Its keys are in memory for as long as the
 * answer is open, and no longer.
 */
export async function growing(house: House, page: PlainPage, how: Growth): Promise<Response | null> {
  const grows = new Growing(house, page, { ...how, seal: await sealOf(house, page) })
  return (await grows.begin()) ? grows.answer.response(how.once ? 15 : 5) : null
}

class Growing {
  readonly answer: Answer
  #house: House
  #page: Pick<PlainPage, 'contact' | 'secret'>
  #manner: draw.Manner
  #once: boolean
  #findElsewhere: Growth['elsewhere']
  #elsewhere: CallerConfig['elsewhere'] | null = null
  #seal: CallerSeal | null
  #wire: InsideWire | null = null
  #rows: draw.Said[] = []
  #names = new Map<string, string>()
  /** Of a view no more than is asked of it later: thousands of open pages do not each hold their wraps. */
  #view: Pick<CallerView, 'state' | 'seen'> | null = null
  #waiting: WaitingView | null = null
  /** A hash of the state that was said last. */
  #state = ''
  #marked = 0
  #told = 0
  #last: Promise<void> = Promise.resolve()
  #cancel = (): void => {}
  #upTo = 0
  /** Whether it was told what it waits for. */
  #knows = false

  constructor(house: House, page: PlainPage, given: Growth & { seal: CallerSeal }) {
    this.#house = house
    this.#page = { contact: page.contact, secret: page.secret }
    this.#manner = given.manner
    this.#once = given.once
    this.#findElsewhere = given.elsewhere
    this.#seal = given.seal
    this.answer = new Answer({ flows: () => this.#flows(), gone: () => this.#leave() })
  }

  /** False when the house takes nobody in now. */
  async begin(): Promise<boolean> {
    const { contact, secret } = this.#page
    this.#wire = await this.#house.live.inside(secret.token, {
      hear: (frame) => this.#hear(JSON.parse(frame) as Frame),
      closed: () => this.#finish(),
    })
    if (!this.#wire) return false
    const place = { teamId: contact.teamId, streamId: contact.talkStream }
    if (this.#once) this.#upTo = (await this.#house.streams.read({ ...place, limit: 10_000 })).at(-1)?.seq ?? 0
    this.answer.write(draw.opening(this.#manner))
    for (const [id, follow] of ['contact', 'talk', 'waiting'].entries())
      this.#wire.say({ id, follow, key: contact.contactId })
    this.#closeAfter(this.#once ? 10 * second : longestOpen)
    return true
  }

  /** True when the reader can take more. What it says is drawn strictly in order. */
  #hear(frame: Frame): boolean {
    if (frame.beat) this.answer.write(draw.beat)
    else if (frame.on) this.#last = this.#last.then(() => this.#take(frame)).catch((error) => this.#failed(error))
    return this.answer.over || this.answer.flowing
  }

  async #take(frame: Frame): Promise<void> {
    if (this.answer.over || !this.#seal) return
    if (frame.rows) for (const [seq, , record] of frame.rows) await this.#row(seq, record)
    else if (frame.on === 'contact' && frame.view) await this.#viewed(frame.view as CallerView)
    else if (frame.on === 'waiting') await this.#waits((frame.view ?? null) as WaitingView | null)
    else if (frame.end) return this.#finish()
    this.#draw()
  }

  async #waits(view: WaitingView | null): Promise<void> {
    if (draw.nobodyCame(view)) this.#elsewhere ??= await this.#findElsewhere()
    this.#waiting = view
    this.#knows = true
  }

  async #row(seq: number, record: string): Promise<void> {
    const opened = await this.#open(record)
    const said = { seq, slot: opened?.slot ?? '', body: opened && readTalkBy(opened.body, opened.slot) }
    const member = memberOfSlot(said.slot)
    if (member && said.body && 'name' in said.body) this.#names.set(member, said.body.name)
    // Of what was said only the names and the order are kept here: the words are on their way.
    const body =
      said.body && (said.body.k === 'text' || said.body.k === 'reply') ? { ...said.body, text: '' } : said.body
    this.#rows.push({ ...said, body })
    this.answer.write(draw.row(this.#manner, said, this.#names))
  }

  /** A record under a key made a moment ago, which the caller's page was given too. */
  async #open(record: string): Promise<{ slot: string; body: string } | null> {
    const seal = this.#seal!
    try {
      return await seal.open(record)
    } catch (error) {
      if ((error as { code?: string }).code !== 'key.unknown') return null
      await seal.learn(await wrapsOfCaller(this.#house.db.sql, this.#house, this.#page.contact))
      return seal.open(record).catch(() => null)
    }
  }

  async #viewed(view: CallerView): Promise<void> {
    this.#view = { state: view.state, seen: view.seen }
    await this.#seal!.learn(view.wraps)
    if (view.state !== 'ended') return
    this.#seal = null
    this.answer.write(draw.ended(this.#manner, view.ending))
    this.#closeAfter(shownAfterEnd)
  }

  #draw(): void {
    if (this.#view?.state === 'ended') return
    this.#markSeen()
    const state = String(
      draw.now(this.#manner, this.#house.clock.now(), {
        waiting: this.#waiting,
        rows: this.#rows,
        elsewhere: this.#elsewhere,
      }),
    )
    const said = createHash('sha256')
      .update(state.replace(/<time[^>]*>.*?<\/time>/, ''))
      .digest('base64')
    if (state !== '' && said !== this.#state) this.answer.write(state)
    if (state !== '') this.#state = said
    this.#tellSeen()
    const last = this.#rows.at(-1)?.seq ?? 0
    if (this.#once && this.#view && this.#knows && last >= this.#upTo) this.#finish()
  }

  /** "Seen" stands below everything of the caller's that is on the page: said only once all of it was. */
  #markSeen(): void {
    const mine = this.#rows.findLast(({ slot, body }) => slot.startsWith('caller:') && body?.k === 'text')?.seq ?? 0
    if (mine === 0 || mine <= this.#marked || (this.#view?.seen ?? 0) < mine) return
    this.#marked = mine
    this.answer.write(draw.seenMark(this.#manner))
  }

  /** What was sent to a page that takes it is on the caller's page. Whether somebody looks, nobody can know without script. */
  #tellSeen(): void {
    const last = this.#rows.at(-1)?.seq ?? 0
    if (last <= this.#told || !this.answer.flowing) return
    this.#told = last
    const body = { contactId: this.#page.contact.contactId, seq: last }
    this.#wire?.say({ id: randomId(), say: 'contact.seen', body })
  }

  #flows(): void {
    this.#wire?.flows()
    this.#tellSeen()
  }

  #closeAfter(milliseconds: number): void {
    this.#cancel()
    this.#cancel = this.#house.clock.at(later(this.#house.clock.now(), milliseconds), () => this.#finish())
  }

  /** The answer is whole; the browser comes again by itself. */
  #finish(): void {
    if (!this.answer.over) this.answer.end(draw.closing)
    this.#leave()
  }

  #leave(): void {
    this.#cancel()
    this.#seal = null
    const wire = this.#wire
    this.#wire = null
    if (!wire) return
    if (!this.#once) return wire.close(1000)
    this.#cancel = this.#house.clock.at(later(this.#house.clock.now(), lingering), () => wire.close(1000))
  }

  #failed(error: unknown): void {
    this.#house.log.error('a page could not be drawn', error)
    this.#finish()
  }
}
