import type { Keyring } from '#features/keys/browser'
import type { Readers } from './desk.ts'

const circlesOf: Record<Readers, readonly ('responders' | 'coordinators' | 'stewards')[]> = {
  everyone: [],
  you: [],
  team: ['responders', 'coordinators', 'stewards'],
  responders: ['responders'],
  leaders: ['coordinators', 'stewards'],
  working: ['coordinators', 'stewards'],
  cases: ['stewards'],
}

/** The names behind a screen's circles, sorted; from rosters this console verified itself. */
export async function namesOf(keyring: Pick<Keyring, 'rosters' | 'names'>, readers: Readers): Promise<string[]> {
  if (circlesOf[readers].length === 0) return []
  const rosters = await keyring.rosters()
  const ids = new Set(circlesOf[readers].flatMap((circle) => rosters[circle].members.map((member) => member.id)))
  const names = keyring.names()
  return [...ids].map((id) => names.get(id) ?? '…').sort((a, b) => a.localeCompare(b))
}
