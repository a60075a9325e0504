import type { Listed } from './conversations.ts'

export type AttentionDoors = {
  /** Somebody has this conversation before their eyes now. */
  looksAt: (contactId: string) => boolean
  /** How many words wait, for the title of the page. */
  count: (unread: number) => void
  /** New words, or a new conversation, elsewhere: heard and said, never what they are. */
  call: () => void
  /** Runs it a moment later: what is on the screen is read by then. */
  soon: (work: () => void) => void
}

/** Notices new words while their reader looks at something else: one call for all that came in a moment. */
export class Attention {
  #doors: AttentionDoors
  #list: readonly Pick<Listed, 'contactId' | 'unread'>[] = []
  #heard = new Map<string, number>()
  #waits = false

  constructor(doors: AttentionDoors) {
    this.#doors = doors
  }

  received(list: readonly Pick<Listed, 'contactId' | 'unread'>[]): void {
    this.#list = list
    if (this.#waits) return
    this.#waits = true
    this.#doors.soon(() => this.#settle())
  }

  #settle(): void {
    this.#waits = false
    const isNews = ({ contactId, unread }: Pick<Listed, 'contactId' | 'unread'>): boolean => {
      const before = this.#heard.get(contactId)
      return before === undefined ? !this.#doors.looksAt(contactId) : unread > before
    }
    const news = this.#list.some(isNews)
    this.#heard = new Map(this.#list.map(({ contactId, unread }) => [contactId, unread]))
    this.#doors.count(this.#list.reduce((sum, { unread }) => sum + unread, 0))
    if (news) this.#doors.call()
  }
}
