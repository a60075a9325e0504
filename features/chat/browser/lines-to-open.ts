import type { Desk } from '#features/keys/browser'
import { allLines, type Line } from '#features/lines/browser'

const known = new WeakMap<Desk['live'], Promise<Line[]>>()

/** The lines, remembered from when there was a connection: somebody may walk up where there is none. */
export function linesToOpen(desk: Desk): Promise<Line[]> {
  const asked = known.get(desk.live) ?? allLines(desk.api)
  known.set(desk.live, asked)
  asked.catch(() => known.delete(desk.live))
  return asked
}
