import type { Component } from 'svelte'
import type { Readable } from 'svelte/store'
import type { Desk } from '#features/keys/browser'

/** What later features show in what we owe, above the list, and how much of it there is. Given once by the console. */
export type OwedPart = { component: Component<{ desk: Desk }>; count: (desk: Desk) => Readable<number> }
export const owedParts: OwedPart[] = []

/** How much there is besides the list. A store. */
export const owedBesides = (desk: Desk): Readable<number> => ({
  subscribe(read) {
    const counts = owedParts.map(() => 0)
    const tell = (): void => read(counts.reduce((sum, count) => sum + count, 0))
    tell()
    const stops = owedParts.map(({ count }, at) =>
      count(desk).subscribe((is) => {
        counts[at] = is
        tell()
      }),
    )
    return () => stops.forEach((stop) => stop())
  },
})
