import type { Keyring } from '#features/keys/browser'
import type { Language } from '#platform/words'
import type { PatternView } from '../../views.ts'
import { inWords, openPattern, type PatternWords } from '../plan/sealing.ts'

type Sealer = Pick<Keyring, 'openForCircle'>

/** The names of shifts and seats, each opened once. What cannot be opened has no name, and the screen goes on without it. */
export class ShiftNames {
  #keyring: Sealer
  #opened = new Map<string, PatternWords | null>()
  #byPattern = new Map<string, string>()

  constructor(keyring: Sealer) {
    this.#keyring = keyring
  }

  async learn(patterns: readonly Pick<PatternView, 'patternId' | 'sealed'>[]): Promise<void> {
    for (const { patternId, sealed } of patterns) this.#byPattern.set(patternId, sealed)
    // A keyring that had not learned the newest circle may open it next time.
    const unknown = [...new Set(patterns.map(({ sealed }) => sealed))].filter((sealed) => !this.#opened.get(sealed))
    const open = async (sealed: string): Promise<void> =>
      void this.#opened.set(sealed, await openPattern(this.#keyring, sealed).catch(() => null))
    await Promise.all(unknown.map(open))
  }

  /** null where there is none. In the other language rather than none. */
  shift = (patternId: string, language: Language): string | null => inWords(this.#of(patternId)?.name, language) || null
  seat = (patternId: string, seatId: string, language: Language): string | null =>
    inWords(this.#of(patternId)?.seats[seatId], language) || null

  #of = (patternId: string): PatternWords | null => this.#opened.get(this.#byPattern.get(patternId) ?? '') ?? null
}
