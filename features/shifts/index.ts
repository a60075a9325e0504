import type { Feature } from '#platform/house'

/** Who is on when: patterns of shifts, their seats, who sits there, and who can. See README.md. */
export const shifts: Feature = { name: 'shifts' }
