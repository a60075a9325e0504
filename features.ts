import type { Feature } from '#platform/house'

/** From the ground up: a feature may use only the features named before it (see tests/architecture.test.ts). */
export const floorPlan = ['members', 'keys', 'lines', 'contacts', 'alarms', 'queue', 'chat'] as const

export const features: Feature[] = []
