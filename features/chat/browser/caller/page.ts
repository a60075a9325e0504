import { ApiError } from '#platform/browser/api'
import {
  openUnderWords,
  readEightWords,
  readTyped,
  makeEightWords,
  sealUnderWords,
  type EightWords,
} from '#platform/envelope/eight-words'
import type { CallerWords } from '../../caller-words.ts'
import type { Callback } from '../../rules.ts'
import type { Recipients } from '../../wire.ts'
import { work } from '../../work.ts'
import { focusOn } from './dom.ts'
import { endTalk } from './ending.ts'
import { chatScreen, type ChatScreen } from './screen-chat.ts'
import { endScreen, erasedScreen } from './screen-end.ts'
import { keptScreen, messageScreen } from './screen-message.ts'
import { startScreen } from './screen-start.ts'
import { wordsBackScreen } from './screen-words.ts'
import type { Way } from '../../caller-seal.ts'
import { CallerTalk, type Doors } from './talk.ts'

/** Which screen a caller sees, and what takes them from one to the next. Everything it holds is gone when the page is. */
export class CallerPage {
  readonly doors: Doors
  readonly words: CallerWords
  #place: HTMLElement
  #ready: Promise<CallerTalk>
  #talk: CallerTalk | null = null
  #chat: ChatScreen | null = null

  constructor(place: HTMLElement, doors: Doors, words: CallerWords) {
    this.#place = place
    this.doors = doors
    this.words = words
    this.#ready = this.#prepare()
  }

  open(): void {
    if (this.doors.config.page === 'message') this.showMessage()
    else this.showStart()
  }

  showStart(problem = ''): void {
    this.#show(startScreen(this, problem))
  }

  showWordsBack(): void {
    this.#show(wordsBackScreen(this))
  }

  showMessage(): void {
    this.#show(messageScreen(this, this.#talk))
  }

  /** Keys are made when the page opens, so that pressing start takes no longer than the network. Nothing is sent yet. */
  #prepare(): Promise<CallerTalk> {
    return CallerTalk.make(this.doors, () => this.#redraw())
  }

  /** The caller pressed start. `slowing` is told when this device must work first. Throws ApiError. */
  async start(slowing: () => void): Promise<void> {
    const talk = await this.#ready
    const first = await talk.sealed(await talk.hello())
    await this.#send(talk, slowing, (opening) => talk.api.post<{ now: number }>('/api/chats', { ...opening, first }))
    this.#begin(talk)
  }

  /** A message with nothing before it; or, while waiting, in the chat that is there. Throws ApiError. */
  async leaveMessage(callback: Callback, slowing: () => void): Promise<void> {
    const waiting = this.#talk
    if (waiting && (await waiting.leaveInstead({ k: 'callback', callback, at: waiting.time() }))) return this.showChat()
    // Where the chat takes nothing more before somebody comes to make its new key, the message goes by itself.
    const talk = await (waiting ? this.#prepare() : this.#ready)
    const body = { k: 'callback' as const, callback, at: talk.time() }
    const records = [await talk.sealed(await talk.hello()), await talk.sealed(body)]
    await this.#send(talk, slowing, (opening) =>
      talk.api.post<{ now: number }>('/api/messages', { ...opening, records }),
    )
    if (waiting) await waiting.api.post('/api/contact/leave', { erase: false }).catch(() => {})
    this.#forget()
    this.#show(keptScreen(this, callback))
  }

  /** Outdated recipients are fetched anew and everything is sealed again, silently; a busy network costs some work. */
  async #send(
    talk: CallerTalk,
    slowing: () => void,
    post: (opening: object) => Promise<{ now: number }>,
    given: { to?: Recipients; work?: { puzzle: string; answer: string } } = {},
  ): Promise<void> {
    const { config } = this.doors
    const opening = {
      ...(await talk.opening(given.to ?? config.recipients)),
      ...(given.work ? { work: given.work } : {}),
    }
    try {
      const { now } = await post(opening)
      talk.ahead = now - this.doors.now()
    } catch (error) {
      const code = error instanceof ApiError ? error.code : ''
      if (code === 'outdated' && !given.to) {
        config.recipients = await talk.api.get<Recipients>(`/api/recipients/${config.lineId}`)
        return this.#send(talk, slowing, post, { ...given, to: config.recipients })
      }
      if (code !== 'work' || given.work) throw error
      slowing()
      const answer = await work(talk.contactId, this.doors.now)
      return this.#send(talk, slowing, post, { ...given, work: { puzzle: talk.contactId, answer } })
    }
  }

  /** While a chat is open nothing on the page leads away from it by accident; "Leave now" stays. */
  #begin(talk: CallerTalk): void {
    this.#talk = talk
    document.body.classList.add('in-chat')
    this.showChat()
    talk.listen()
  }

  showChat(): void {
    if (!this.#talk) return this.showStart()
    this.#chat = chatScreen(this, this.#talk)
    this.#show(this.#chat.element)
    this.#redraw()
  }

  /** Makes the words, and keeps what they open, before they are shown. */
  async makeWords(): Promise<string[]> {
    const talk = this.#talk!
    const words = await makeEightWords(this.doors.config.language)
    const sealed = await sealUnderWords(words, talk.way())
    await talk.api.put('/api/contact/box', { token: words.token, sealed })
    return words.words
  }

  /** Opens the chat that eight words belong to. Throws EnvelopeError for words that are none, ApiError for wrong ones. */
  async comeBack(typed: string): Promise<void> {
    const { language } = await readTyped(typed, this.doors.config.language)
    const words = await readEightWords(typed, language)
    const way = await this.#fetchWay(words)
    const talk = CallerTalk.back(this.doors, way, () => this.#redraw())
    this.#begin(talk)
  }

  async #fetchWay(words: EightWords): Promise<Way> {
    const talk = await this.#ready
    const { sealed } = await talk.api.post<{ sealed: string }>('/api/return', { token: words.token })
    return (await openUnderWords(words, sealed)) as Way
  }

  /** `now`: it had ended before, so that nobody is on the way. Throws ApiError. */
  async end(erase: boolean, now = false): Promise<void> {
    await endTalk(this.#talk!, { erase, now })
    if (!erase) return
    this.#forget()
    this.#show(erasedScreen(this, now || this.doors.config.practice !== undefined))
  }

  again(): void {
    this.#forget()
    this.showStart()
  }

  /** Quick exit, after the page was emptied: drop everything. Nothing more is told to the server than that this page is gone. */
  leave(): void {
    this.#place.replaceChildren()
    this.#forget()
  }

  #forget(): void {
    this.#talk?.wipe()
    document.body?.classList.remove('in-chat')
    this.#talk = null
    this.#chat = null
    this.#ready = this.#prepare()
  }

  #redraw(): void {
    const talk = this.#talk
    if (!talk || !this.#chat) return
    if (talk.view?.state === 'ended' && !this.#chat.ended) {
      this.#chat.ended = true
      this.#chat.finish(endScreen(this, talk))
    }
    this.#chat.draw()
  }

  #show(screen: HTMLElement): void {
    document.querySelector('main > h1')?.remove()
    this.#place.replaceChildren(screen)
    const heading = screen.querySelector<HTMLElement>('h1, h2')
    if (heading && document.hasFocus()) focusOn(heading)
  }
}
