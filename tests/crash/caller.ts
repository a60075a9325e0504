import { setTimeout as wait } from 'node:timers/promises'
import { ApiError } from '#platform/browser/api'
import { CallerTalk } from '../../features/chat/browser/caller/talk.ts'
import { noCallback } from '../../features/chat/rules.ts'
import type { CallerConfig } from '../../features/chat/wire.ts'
import type { Chance } from './chance.ts'
import { addressBy, doorsOf, untilDone } from './pages.ts'
import type { Told } from './told.ts'
import type { World } from './world.ts'

const fates = ['stays', 'stays', 'stays', 'leaves', 'erases', 'message', 'vanishes'] as const

type Given = {
  world: World
  told: Told
  chance: Chance
  config: CallerConfig
  /** Now they may begin. */
  isTime: () => boolean
  isOver: () => boolean
}

/** Somebody who writes to the line, and what becomes of their page. */
export class CrashCaller {
  talk!: CallerTalk
  /** The page is closed. */
  isGone = false
  /** They have begun, or would, and have more to say. */
  isSpeaking = false
  #given: Given
  #texts = 0
  #token = ''

  private constructor(given: Given) {
    this.#given = given
  }

  static async make(given: Given): Promise<CrashCaller> {
    const caller = new CrashCaller(given)
    const { world, config, told, chance } = given
    caller.talk = await CallerTalk.make(doorsOf(world, config, { told, address: addressBy(chance) }), () => {})
    return caller
  }

  get contactId(): string {
    return this.talk.contactId
  }

  /** Begins, writes, and goes as chance has it, until the night is over. */
  async live(): Promise<void> {
    const { chance, isTime, isOver } = this.#given
    const pause = chance.below(500)
    while (!isTime() && !isOver()) await wait(20)
    this.isSpeaking = true
    await wait(pause)
    if (await this.#begin()) await this.#speak()
    this.isSpeaking = false
  }

  close(): void {
    if (this.isGone) return
    this.isGone = true
    this.talk.wipe()
  }

  async #speak(): Promise<void> {
    const { chance, isOver } = this.#given
    const fate = chance.one(fates)
    for (let left = 2 + chance.below(10); left > 0 && !isOver(); left--) {
      await wait(50 + chance.below(350))
      if (this.talk.view?.state === 'ended') return
      this.talk.write(`${++this.#texts}`)
    }
    if (!isOver()) await this.#meet(fate)
  }

  /** What the server says to this caller's token, whether their page is open or not: 0 when it does not answer. */
  async asks(): Promise<number> {
    const doors = doorsOf(this.#given.world, this.#given.config, { told: this.#given.told, address: '10.1.1.1' })
    return doors
      .api(() => this.#token)
      .get('/api/contact')
      .then(
        () => 200,
        (error: unknown) => (error instanceof ApiError ? error.status : 0),
      )
  }

  /** The same start is said until it is answered: it is one chat, however often it arrives. */
  async #begin(): Promise<boolean> {
    const { told, config, isOver } = this.#given
    const opening = await this.talk.opening(config.recipients)
    const first = await this.talk.sealed(await this.talk.hello())
    this.#token = opening.token
    const begun = await untilDone(() => this.talk.api.post('/api/chats', { ...opening, first }), isOver)
    if (!begun) return false
    told.begun.add(this.contactId)
    told.kept.push({ contactId: this.contactId, by: 'caller', id: first.id, seq: 1 })
    this.talk.listen()
    return true
  }

  async #meet(fate: (typeof fates)[number]): Promise<void> {
    const { told, isOver } = this.#given
    if (fate === 'vanishes') return this.close()
    if (fate === 'message') return this.#leaveMessage()
    if (fate === 'stays') return
    const erase = fate === 'erases'
    if (erase) told.erasing.add(this.contactId)
    await untilDone(() => this.talk.api.post('/api/contact/leave', { erase }), isOver)
  }

  async #leaveMessage(): Promise<void> {
    const callback = { ...noCallback, text: `${++this.#texts}` }
    const left = this.talk.leaveInstead({ k: 'callback', callback, at: this.talk.time() })
    await Promise.race([left.catch(() => false), overSoon(this.#given.isOver)])
  }
}

async function overSoon(isOver: () => boolean): Promise<false> {
  while (!isOver()) await wait(50)
  return false
}
