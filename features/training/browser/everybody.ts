import type { Desk } from '#features/keys/browser'
import { nameOf } from './saying.ts'
import type { Training } from './training.ts'

/** Everybody in the team by name, as far as this console knows: for whoever plans, the whole team. */
export function everybody(
  desk: Pick<Desk, 'keyring' | 'language' | 'me'>,
  training: Pick<Training, 'people'>,
): string[] {
  const ids = desk.me.permissions.includes('crew.plan')
    ? training.people.map(({ memberId }) => memberId)
    : [...desk.keyring.names().keys()]
  return ids.toSorted((a, b) => nameOf(a, desk).localeCompare(nameOf(b, desk), desk.language))
}
