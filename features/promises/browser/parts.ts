import type { Component } from 'svelte'
import type { Readable } from 'svelte/store'
import type { Desk } from '#features/keys/browser'

type Count = (desk: Desk) => Readable<number>
/** What later features show in what we owe, above the list: how much of it there is, and how much is mine. Given once by the console. */
export type OwedPart = { component: Component<{ desk: Desk }>; count: Count; mine: Count }
export const owedParts: OwedPart[] = []

/** How much there is besides the list, or is mine of that. A store. */
export const owedBesides = (desk: Desk, of: 'count' | 'mine'): Readable<number> => ({
  subscribe(read) {
    const counts = owedParts.map(() => 0)
    const tell = (): void => read(counts.reduce((sum, count) => sum + count, 0))
    tell()
    const stops = owedParts.map((part, at) =>
      part[of](desk).subscribe((is) => {
        counts[at] = is
        tell()
      }),
    )
    return () => stops.forEach((stop) => stop())
  },
})
