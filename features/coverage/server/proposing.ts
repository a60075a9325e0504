import type { House } from '#platform/house'
import { Refusal } from '#platform/house'
import type { Member } from '#platform/visitors'
import type { Asked } from '../wire.ts'
import { askedProblem } from './asking.ts'
import { resultOf, soFar, startFrom } from './results.ts'
import { begin } from './searches.ts'
import { waiting } from './work.ts'

/** Dates further apart than the server shows at once are no roster to be looked at. */
const longest = 100

/** Begins to search and answers; what comes of it is told to whoever follows. One that is there already makes place. */
export async function propose(house: House, { teamId, memberId }: Member, asked: Asked): Promise<void> {
  if (asked.to < asked.from || daysOf(asked) > longest) throw new Refusal('dates')
  const problem = await askedProblem(house, teamId, asked)
  const { proposalId: searchId } = asked
  const progress = waiting(problem)
  const begun = await begin(house, { kind: 'proposal', teamId, searchId, asked, askedBy: memberId, progress })
  if (!begun) return
  const { work, before } = begun
  const start = before ? { start: startFrom(problem, before.result.differences) } : {}
  void work
    .search({ problem, ...start }, (seatings) => soFar(problem, seatings))
    .then((answer) => answer && work.end('done', resultOf(problem, answer)))
}

const daysOf = ({ from, to }: Asked): number => Temporal.PlainDate.from(from).until(to).days + 1
