/** One measured thing. Ratios and counts decide; milliseconds hold on an otherwise idle machine with 2 cores. */
export type Result = {
  name: string
  value: number | null
  unit: string
  /** A raw limit measured in the same run, in the same unit; null where there is nothing to compare with. */
  raw: number | null
  ratio: number | null
  bar: number
  /** null: could not be measured here; `why` says so. */
  pass: boolean | null
  why?: string
}

/** Tells `npm run bench` a result: one line of JSON on standard output. Everything else goes to standard error. */
export const report = (result: Result): void => void process.stdout.write(`${JSON.stringify(result)}\n`)
