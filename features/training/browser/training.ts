import type { Desk } from '#features/keys/browser'
import type { Step } from '../path-rules.ts'
import type { PersonView, TrainingView } from '../wire.ts'
import { openPath, openSkill, type Named, type PathWords } from './sealing.ts'

/** `name` is null while it is not opened, or cannot be. */
export type Skill = { skillId: string; validFor: number | null; retired: boolean; name: Named | null }
export type Path = { version: number; madeAt: string; steps: Step[]; words: PathWords | null }
type Doors = Pick<Desk, 'live'> & { keyring: Pick<Desk['keyring'], 'openForCircle' | 'sealToCircle'> }

/**
 * Skills, paths and people as this console knows them, opened as they come. A store; one for each console. What does not open
 * is shown without words: its id, its order and whose it is are there anyway.
 */
export class Training {
  /** Whether the server has answered once. */
  isKnown = false
  skills: Skill[] = []
  people: PersonView[] = []
  version = 0
  #paths = new Map<number, Path>()
  #opened = new Map<string, unknown>()
  #doors: Doors
  #asked = 0
  #readers = new Set<(training: Training) => void>()

  constructor(doors: Doors) {
    this.#doors = doors
    doors.live.follow('training', '', { onView: (view: TrainingView) => void this.#take(view) })
  }

  subscribe(read: (training: Training) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }

  get offered(): Skill[] {
    return this.skills.filter(({ retired }) => !retired)
  }

  /** The newest path; null when the team has none, or has none any more. */
  get path(): Path | null {
    const path = this.#paths.get(this.version)
    return path && path.steps.length > 0 ? path : null
  }

  pathAt = (version: number): Path | null => this.#paths.get(version) ?? null

  person = (memberId: string): PersonView | null => this.people.find((one) => one.memberId === memberId) ?? null

  /** Only the newest view counts: an older one that opens later is let go. */
  async #take(view: TrainingView): Promise<void> {
    const asked = ++this.#asked
    const { keyring } = this.#doors
    const skills = await Promise.all(
      view.skills.map(async ({ sealed, ...skill }) => ({
        ...skill,
        name: await this.#open<Named>(`${skill.skillId} ${sealed}`, () => openSkill(keyring, skill.skillId, sealed)),
      })),
    )
    const paths = await Promise.all(
      view.paths.map(async ({ sealed, ...path }) => ({
        ...path,
        words: await this.#open<PathWords>(`path ${sealed}`, () => openPath(keyring, sealed)),
      })),
    )
    if (asked !== this.#asked) return
    this.skills = skills
    this.#paths = new Map(paths.map((path) => [path.version, path]))
    this.people = view.people
    this.version = view.version
    this.isKnown = true
    for (const read of this.#readers) read(this)
  }

  /** What was opened once is not opened again with every change of something else. */
  async #open<What>(key: string, open: () => Promise<What>): Promise<What | null> {
    if (!this.#opened.has(key)) this.#opened.set(key, await open().catch(() => null))
    const what = this.#opened.get(key) as What | null
    // A keyring that was locked, or had not learned the newest circle, may open it next time.
    if (what === null) this.#opened.delete(key)
    return what
  }
}

const known = new WeakMap<Desk['live'], Training>()

export function trainingOn(desk: Doors): Training {
  const training = known.get(desk.live) ?? new Training(desk)
  known.set(desk.live, training)
  return training
}
