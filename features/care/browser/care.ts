import type { Desk } from '#features/keys/browser'
import type { CareView, ListeningView } from '../wire.ts'
import { openQuestions, startingQuestions, type Question } from './sealing.ts'

type Doors = Pick<Desk, 'live'> & { keyring: Pick<Desk['keyring'], 'openForCircle' | 'sealToCircle'> }

/** What is mine, as this console knows it. A store; one for each console. */
export class Care {
  /** null until the server answered once. */
  view: CareView | null = null
  /** null: the team's own do not open here. */
  questions: Question[] | null = startingQuestions()
  #doors: Doors
  #asked = 0
  #readers = new Set<(care: Care) => void>()

  constructor(doors: Doors) {
    this.#doors = doors
    const follow = (): (() => void) =>
      doors.live.follow('care', '', { onView: (view: CareView) => void this.#take(view) })
    let stop = follow()
    // What becomes of a seat that was offered is told by shifts: then it is asked anew what rest is left.
    doors.live.follow('shifts', '', {
      onView: () => {
        if (!this.view?.rest) return
        stop()
        stop = follow()
      },
    })
  }

  subscribe(read: (care: Care) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }

  /** Only the newest view counts: an older one that opens later is let go. */
  async #take(view: CareView): Promise<void> {
    const asked = ++this.#asked
    const { sealed } = view.questions
    const questions = sealed ? await openQuestions(this.#doors.keyring, sealed).catch(() => null) : startingQuestions()
    if (asked !== this.#asked) return
    this.view = view
    this.questions = questions
    for (const read of this.#readers) read(this)
  }
}

const known = new WeakMap<Desk['live'], Care>()

export function careOn(desk: Doors): Care {
  const care = known.get(desk.live) ?? new Care(desk)
  known.set(desk.live, care)
  return care
}

/** What asks for me now: a shift to talk about, a word of thanks, somebody who would like to talk with me. */
export function waitsForMe({ asked, thanks, listenings }: CareView, me: string): number {
  return (
    asked.filter(({ notNow }) => !notNow).length +
    thanks.filter(({ toId, seen }) => toId === me && !seen).length +
    listenings.filter(({ ownerId, state }) => ownerId === me && state === 'open').length
  )
}

/** Those who would like to talk, and whom I listen to or stand behind. */
export const owedBy = ({ listenings }: CareView, me: string): ListeningView[] =>
  listenings.filter(({ memberId, state }) => state === 'open' && memberId !== me)
