import { appendFileSync } from 'node:fs'

export type Counts = { states?: number; violations?: number; searched?: number; found?: number }

/** Tells `bench/main-job.ts` how much was looked at and how much was found: before anything is asserted, line by line. */
export function count(counts: Counts): void {
  const file = process.env['BESIDE_COUNTS']
  if (file) appendFileSync(file, `${JSON.stringify(counts)}\n`)
}
