import type { Readable } from 'svelte/store'
import type { Desk } from '#features/keys/browser'
import { pulseOf } from './owed.ts'
import { owedBesides } from './parts.ts'

/** How much is mine to keep: promises, and what later features add (who would like to talk with me). A store. */
export const owedByMe = (desk: Desk): Readable<number> => ({
  subscribe(read) {
    const counts = { promises: 0, besides: 0 }
    const tell = (): void => read(counts.promises + counts.besides)
    const stops = [
      pulseOf(desk).subscribe((pulse) => {
        counts.promises = pulse?.mine ?? 0
        tell()
      }),
      owedBesides(desk, 'mine').subscribe((count) => {
        counts.besides = count
        tell()
      }),
    ]
    return () => stops.forEach((stop) => stop())
  },
})
