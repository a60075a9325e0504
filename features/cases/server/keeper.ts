import type { Keeper, KeptObject } from '#features/holds'
import { mayAct, mayReadCase, namedIn } from '../rules.ts'
import { closeForGood } from './cases.ts'
import { keyOf } from './keys.ts'
import { casesAmong, type Case } from './store.ts'

/** What holds needs to know of a case: who may read it, whose keys open it, how it ends when its person wishes it gone. */
export const caseKeeper: Keeper = {
  kind: 'case',
  keyName: keyOf,
  look: async (sql, teamId, caseIds) => (await casesAmong(sql, teamId, caseIds)).map(kept),
  end: (sql, afterCommit, house, { teamId, objectId }) =>
    closeForGood({ sql, afterCommit, house }, { teamId, caseId: objectId }),
}

function kept(of: Case): KeptObject {
  return {
    objectId: of.caseId,
    lineId: of.lineId,
    ended: of.state === 'closed',
    readers: ['circle:stewards', ...namedIn(of).map((id) => `member:${id}`)],
    mayRead: (member) => mayReadCase(member, of),
    // Whoever works it heard the wish; a steward may hear it another way.
    mayErase: (member) => mayAct(member, 'close', of),
    label: { code: of.code },
  }
}
