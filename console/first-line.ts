import { allLines } from '#features/lines/browser'
import type { ConsoleDesk } from './desk.ts'
import { placeOf } from './place.ts'

/**
 * A team without a line can do nothing yet: whoever may make one starts there, so that a set-up that was interrupted goes
 * on where it stopped. Only on arriving; whoever goes elsewhere by themselves is left alone.
 */
export async function toFirstLine(desk: Pick<ConsoleDesk, 'api' | 'me' | 'go'>): Promise<void> {
  const arrived = (): boolean => placeOf(location.hash).path === ''
  if (!arrived() || !desk.me.permissions.includes('lines.edit')) return
  const lines = await allLines(desk.api).catch(() => null)
  if (lines?.length === 0 && arrived()) desk.go('lines')
}
