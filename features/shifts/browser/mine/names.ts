import type { Keyring } from '#features/keys/browser'
import { fromBase64url, text } from '#platform/envelope/bytes'
import type { Language } from '#platform/words'
import type { PatternView } from '../../views.ts'

type Texts = Partial<Record<Language, string>>
type Named = { name: Texts; seats: Record<string, Texts> }

/** What it is sealed as. */
const label = 'shift pattern'

/** The names of shifts and seats, each opened once. What cannot be opened has no name, and the screen goes on without it. */
export class ShiftNames {
  #keyring: Pick<Keyring, 'openForCircle'>
  #opened = new Map<string, Named | null>()
  #byPattern = new Map<string, string>()

  constructor(keyring: Pick<Keyring, 'openForCircle'>) {
    this.#keyring = keyring
  }

  async learn(patterns: readonly PatternView[]): Promise<void> {
    for (const { patternId, sealed } of patterns) this.#byPattern.set(patternId, sealed)
    const unknown = [...new Set(patterns.map(({ sealed }) => sealed))].filter((sealed) => !this.#opened.has(sealed))
    await Promise.all(unknown.map(async (sealed) => this.#opened.set(sealed, await this.#open(sealed))))
  }

  /** null where there is none. In the other language rather than none. */
  shift = (patternId: string, language: Language): string | null => inWords(this.#of(patternId)?.name, language)
  seat = (patternId: string, seatId: string, language: Language): string | null =>
    inWords(this.#of(patternId)?.seats[seatId], language)

  #of = (patternId: string): Named | null => this.#opened.get(this.#byPattern.get(patternId) ?? '') ?? null

  async #open(sealed: string): Promise<Named | null> {
    try {
      const { name, seats } = JSON.parse(text(await this.#keyring.openForCircle(fromBase64url(sealed), label))) as Named
      return { name: { ...name }, seats: { ...seats } }
    } catch {
      return null
    }
  }
}

const inWords = (texts: Texts | undefined, language: Language): string | null =>
  texts?.[language] || texts?.en || texts?.es || null
