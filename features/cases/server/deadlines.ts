import type { DeadlineHandler } from '#platform/house'
import { KeyStoreError } from '#platform/key-store'
import type { House } from '#platform/house'
import { mayGo, objectErased } from '#features/holds'
import { theTeam } from '#features/members'
import { nextCase } from '../rules.ts'
import { caseErased, letContactGo, tell, type Hands } from './cases.ts'
import { keyOf } from './keys.ts'
import { allCases, caseOf, deleteCase, lockCase, type Case } from './store.ts'

export const caseDeadlines = (house: House): DeadlineHandler[] => [
  {
    kind: 'case.erase',
    async handle(sql, afterCommit, { teamId, key }) {
      const of = await lockCase(sql, { teamId, caseId: key })
      // Practice goes open or closed.
      if (!of || (!of.practiceId && nextCase(of, { kind: 'its time is over' }) !== 'gone')) return
      if (await mayGo(sql, house, { teamId, objectId: key })) await eraseCase({ sql, afterCommit, house }, of)
    },
  },
]

/**
 * The key goes first, then the rows. Whatever stops us in between, the deadline is still there and runs again: erasing a
 * key twice is the same as once, and rows without their key can no longer be opened by anybody.
 */
export async function eraseCase({ sql, afterCommit, house }: Hands, of: Case): Promise<void> {
  const { teamId, caseId, streamId } = of
  house.keyStore.erase(keyOf(caseId))
  await house.deadlines.clear(sql, { teamId, kind: 'case.erase', key: caseId })
  await house.streams.drop(sql, teamId, streamId)
  await house.moments.fire(sql, afterCommit, { of: caseErased, is: { teamId, caseId } })
  for (const contactId of of.contactIds) await letContactGo(sql, house, of, contactId)
  await objectErased(sql, afterCommit, house, { teamId, kind: 'case', objectId: caseId })
  await deleteCase(sql, of)
  afterCommit(() => tell(house, of))
}

/** After a restore an older database may hold cases that were erased since: their rows go before anybody can look. */
export async function eraseAgain(house: House): Promise<void> {
  const team = await theTeam(house.db.sql)
  if (!team) return
  for (const caseId of await allCases(house.db.sql, team.teamId)) {
    if (!isErased(house, caseId)) continue
    await house.db.transact(async (sql, afterCommit) => {
      const of = await caseOf(sql, team.teamId, caseId)
      if (of) await eraseCase({ sql, afterCommit, house }, of)
    })
  }
}

/** Only what was erased on purpose: with a key store that is missing or strange, nothing is destroyed. */
function isErased(house: House, caseId: string): boolean {
  try {
    house.keyStore.seal(keyOf(caseId), new Uint8Array())
    return false
  } catch (error) {
    return error instanceof KeyStoreError && error.code === 'erased'
  }
}
