import type { DeadlineHandler } from '#platform/house'
import { deleteDebrief } from './store-debriefs.ts'
import { deleteThanks } from './store-thanks.ts'
import { tell, type Tx } from './tx.ts'

const kind = 'care.erase'

/** The name of an answer's or a word's erasure key. */
export const debriefKey = (debriefId: string): string => `debrief ${debriefId}`
export const thanksKey = (thanksId: string): string => `thanks ${thanksId}`

/** At this time the key goes, and what is left of the row. Set again, it is moved. */
export const eraseAt = ({ sql, house }: Tx, teamId: string, key: string, dueAt: Date): Promise<void> =>
  house.deadlines.set(sql, { teamId, kind, key, dueAt })

/** The key first: killed between the two, what is left cannot be read, and the deadline is there still. */
export const eraseDeadline = (house: Tx['house']): DeadlineHandler => ({
  kind,
  async handle(sql, afterCommit, { teamId, key }) {
    // What was never answered has no key.
    if (house.keyStore.has(key)) house.keyStore.erase(key)
    const [what, id] = key.split(' ') as [string, string]
    if (what === 'debrief') await deleteDebrief(sql, { teamId, debriefId: id })
    else await deleteThanks(sql, { teamId, thanksId: id })
    tell({ sql, afterCommit, house }, teamId)
  },
})
