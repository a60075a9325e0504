import type { Desk } from '#features/keys/browser'
import { builtIn } from '../built-in.ts'
import type { Form } from '../form.ts'
import type { FormView } from '../wire.ts'

type Doors = Pick<Desk, 'api' | 'live'>

/** The team's form and its older versions, as this console knows them. A store; read while there is a connection or not. */
export class Forms {
  view: FormView = { version: 0, form: null, versions: [], screeners: [] }
  /** Whether the server has said which one is the newest. Until then it is the built-in one. */
  isKnown = false
  #doors: Doors
  #kept = new Map<number, Form>([[0, builtIn]])
  #asked = new Set<number>()
  #readers = new Set<(forms: Forms) => void>()

  constructor(doors: Doors) {
    this.#doors = doors
    doors.live.follow('record-form', '', {
      onView: (view: FormView) => {
        this.view = view
        this.isKnown = true
        if (view.form) this.#kept.set(view.version, view.form)
        this.#tell()
      },
    })
    // A version that could not be fetched without a connection is asked for again with one.
    doors.live.state.subscribe((state) => {
      if (state === 'open' && this.#asked.size > 0) for (const version of this.#asked) void this.#fetch(version)
    })
  }

  subscribe(read: (forms: Forms) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }

  get newest(): Form {
    return this.#kept.get(this.view.version) ?? builtIn
  }

  /** The form of that version; null while it is being fetched, or when there is none. */
  at(version: number): Form | null {
    const form = this.#kept.get(version)
    if (!form && !this.#asked.has(version)) {
      this.#asked.add(version)
      void this.#fetch(version)
    }
    return form ?? null
  }

  async #fetch(version: number): Promise<void> {
    try {
      this.#kept.set(version, await this.#doors.api.get<Form>(`/api/record/forms/${version}`))
      this.#asked.delete(version)
      this.#tell()
    } catch {
      // Asked again when the connection comes back; the fields are shown by their values until then.
    }
  }

  #tell(): void {
    for (const read of this.#readers) read(this)
  }
}

const known = new WeakMap<Desk['live'], Forms>()

export function formsOf(desk: Doors): Forms {
  const forms = known.get(desk.live) ?? new Forms(desk)
  known.set(desk.live, forms)
  return forms
}
