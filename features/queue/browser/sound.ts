export type Loudness = 'soft' | 'clear' | 'loud'
/** How it rings on this device. Nothing secret; kept on the device. */
export type SoundChoice = { loudness: Loudness; vibrate: boolean; moves: boolean }

export const loudnesses: readonly Loudness[] = ['soft', 'clear', 'loud']
const volumes: Record<Loudness, number> = { soft: 0.12, clear: 0.4, loud: 0.95 }
const place = 'beside.ring'
const repeatsEvery = 2400
/** "Nobody can be reached" is heard this often: not to be missed, and bearable for who cannot come. */
const alarmsEvery = 60_000
/** It begins softly and is at its full volume after this many rounds: nobody is torn out of sleep by a shock. */
const roundsToFull = 4

type Shelf = Pick<Storage, 'getItem' | 'setItem'>

export function readChoice(shelf: Shelf | null, prefersStillness: boolean): SoundChoice {
  const usual: SoundChoice = { loudness: 'clear', vibrate: true, moves: !prefersStillness }
  try {
    const kept = JSON.parse(shelf?.getItem(place) ?? '{}') as Partial<SoundChoice>
    const loudness = loudnesses.find((one) => one === kept.loudness) ?? usual.loudness
    return { loudness, vibrate: kept.vibrate ?? usual.vibrate, moves: kept.moves ?? usual.moves }
  } catch {
    return usual
  }
}

export function keepChoice(shelf: Shelf | null, choice: SoundChoice): void {
  try {
    shelf?.setItem(place, JSON.stringify(choice))
  } catch {
    return
  }
}

export const volumeOf = (loudness: Loudness, round: number): number =>
  volumes[loudness] * Math.min(1, (round + 1) / roundsToFull)

/** Two falling notes like a soft bell, twice: [start in seconds, frequency]. Low enough to carry through a wall and a pillow. */
export const notes: readonly (readonly [number, number])[] = [
  [0, 784],
  [0.28, 587],
  [0.8, 784],
  [1.08, 587],
]

/**
 * Sounds, vibrates and blinks the title until told to stop. Browsers keep pages silent until they were touched once: the
 * test ring at clocking in is that touch; `silent` says when it is missing.
 */
export class Ringer {
  #context: AudioContext | null = null
  #timer: ReturnType<typeof setInterval> | null = null
  #round = 0
  #title: string | null = null
  #choice: () => SoundChoice
  #alarmTitle = ''
  #calling: { title: string; timer: ReturnType<typeof setInterval>; round: number } | null = null

  constructor(choice: () => SoundChoice) {
    this.#choice = choice
  }

  get silent(): boolean {
    return (this.#timer !== null || this.#calling !== null) && this.#context?.state !== 'running'
  }

  /** Asks the browser for sound. Call it inside a click. */
  async wake(): Promise<void> {
    this.#context ??= new AudioContext()
    if (this.#context.state !== 'running') await this.#context.resume().catch(() => {})
  }

  start(title: string): void {
    this.#alarmTitle = title
    if (this.#timer) return
    this.#round = 0
    this.#title ??= document.title
    void this.wake()
    this.#play()
    this.#timer = setInterval(() => this.#play(), repeatsEvery)
  }

  stop(): void {
    if (!this.#timer) return
    clearInterval(this.#timer)
    this.#timer = null
    navigator.vibrate?.(0)
    this.#restTitle()
  }

  /** A line is open with nobody to reach: one bell now and each minute, from soft to the chosen loudness; the title says it. */
  startAlarm(title: string): void {
    if (this.#calling) return
    this.#title ??= document.title
    this.#calling = { title, round: 0, timer: setInterval(() => this.#call(), alarmsEvery) }
    void this.wake()
    this.#call()
    if (!this.#timer) document.title = title
  }

  stopAlarm(): void {
    if (!this.#calling) return
    clearInterval(this.#calling.timer)
    this.#calling = null
    if (!this.#timer) this.#restTitle()
  }

  /** New words while their reader looks elsewhere: the first two notes, once and softly, and never over a ring. */
  chime(): void {
    if (this.#timer) return
    const { loudness, vibrate } = this.#choice()
    const context = this.#context
    if (context?.state === 'running') {
      for (const [start, frequency] of notes.slice(0, 2))
        strike(context, { start, frequency, volume: volumeOf(loudness, 0) })
    }
    if (vibrate) navigator.vibrate?.(120)
  }

  #play(): void {
    const { moves } = this.#choice()
    this.#sound(this.#round)
    document.title = moves && this.#round % 2 === 1 ? (this.#title ?? '') : this.#alarmTitle
    this.#round += 1
  }

  #call(): void {
    if (this.#calling && !this.#timer) this.#sound(this.#calling.round++)
  }

  #sound(round: number): void {
    const { loudness, vibrate } = this.#choice()
    const context = this.#context
    if (context?.state === 'running') {
      for (const [start, frequency] of notes) strike(context, { start, frequency, volume: volumeOf(loudness, round) })
    }
    if (vibrate) navigator.vibrate?.([350, 180, 350])
  }

  /** What the title says when nothing rings: the alarm while there is one, else what it was before. */
  #restTitle(): void {
    document.title = this.#calling?.title ?? this.#title ?? document.title
    if (!this.#calling) this.#title = null
  }
}

/** One bell note: a quick, soft attack and a long fall, with a quieter octave above it. */
function strike(context: AudioContext, note: { start: number; frequency: number; volume: number }): void {
  const at = context.currentTime + note.start
  for (const [ratio, share] of [
    [1, 0.75],
    [2, 0.25],
  ] as const) {
    const tone = context.createOscillator()
    const gain = context.createGain()
    tone.frequency.value = note.frequency * ratio
    gain.gain.setValueAtTime(0.0001, at)
    gain.gain.exponentialRampToValueAtTime(note.volume * share, at + 0.03)
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.7)
    tone.connect(gain).connect(context.destination)
    tone.start(at)
    tone.stop(at + 0.75)
  }
}
