import { handMessage } from '#features/chat'
import { handPromise } from '#features/promises'
import type { Member } from '#platform/visitors'
import type { Answer, ItemName } from '../wire.ts'
import { shiftsAt } from './around.ts'
import { armNext, happens, settle, tell, type Tx } from './look.ts'
import { lockItem, type ItemRow } from './store.ts'
import { takersOf } from './takers.ts'
import { nameOf, thingsNow, type Thing } from './things.ts'

/**
 * `not-there`: nothing of that name for them. `over`: it ended, or is in other hands. `rings`: a conversation is taken where it rings.
 * `not-yours`: only who goes says that it stays. `late`: ten minutes are over. `not-now`: it cannot be given as it is just now.
 */
export type AnswerRefusal = 'not-there' | 'over' | 'rings' | 'late' | 'not-now'

/** What a member says to one thing. The thing itself moves through its own door, in the same transaction. */
export async function answerItem(
  tx: Tx,
  visitor: Member,
  answer: Answer['answer'],
  name: ItemName,
): Promise<AnswerRefusal | null> {
  const { sql, house } = tx
  const { teamId } = visitor
  const item = await lockItem(sql, { teamId, ...name })
  if (!item) return 'not-there'
  const looking = { ownerIds: [], before: house.clock.now(), named: [item] }
  const thing = (await thingsNow(sql, teamId, looking)).get(nameOf(item))
  const refused = await says[answer](tx, visitor, { item, thing })
  await armNext(tx, teamId, item.shiftId)
  tell(tx, teamId)
  return refused
}

type Of = { item: ItemRow; thing: Thing | undefined }
type Saying = (tx: Tx, visitor: Member, of: Of) => Promise<AnswerRefusal | null>

const accept: Saying = async (tx, { teamId, memberId }, { item, thing }) => {
  const { sql, house } = tx
  const at = house.clock.now()
  const shifts = await shiftsAt(sql, teamId, at)
  if (!thing || item.state === 'gone' || item.state === 'accepted' || thing.ownerId !== item.leaverId) {
    await settle(tx, item, thing)
    return 'over'
  }
  if (!(await takersOf(sql, { teamId, shifts, at }, item, thing)).includes(memberId)) return 'not-there'
  if (item.what === 'talk') return 'rings'
  if (item.state === 'kept') return 'over'
  if (!(await hand(tx, item, { from: item.leaverId, to: memberId }))) return 'not-now'
  await happens(tx, item, { kind: 'accepted', by: memberId })
  return null
}

const keep: Saying = async (tx, { memberId }, { item, thing }) => {
  if (item.leaverId !== memberId) return 'not-there'
  if (!(await settle(tx, item, thing))) return 'over'
  return (await happens(tx, item, { kind: 'kept' })) ? null : 'over'
}

/** Whoever said it takes it back: the thing goes back to whose it was. */
const undo: Saying = async (tx, { memberId }, { item, thing }) => {
  const by = item.state === 'accepted' ? item.takenBy : item.state === 'kept' ? item.leaverId : null
  if (by !== memberId) return 'not-there'
  if (thing?.ownerId !== memberId) return 'over'
  const back = await happens(tx, item, { kind: 'undone' })
  if (!back) return 'late'
  if (item.state === 'kept') return null
  if (await hand(tx, item, { from: memberId, to: item.leaverId })) return null
  throw new NotGivenBack()
}

/** Thrown so that nothing of the transaction stays. */
export class NotGivenBack extends Error {}

const says: Record<Answer['answer'], Saying> = { accept, keep, undo }

async function hand(
  tx: Tx,
  { teamId, what, objectId }: ItemRow,
  between: { from: string; to: string },
): Promise<boolean> {
  if (what === 'promise') return handPromise(tx, { teamId, promiseId: objectId }, between)
  return what === 'message' && handMessage(tx, { teamId, contactId: objectId }, between)
}
