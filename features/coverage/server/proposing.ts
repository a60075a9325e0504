import type { House } from '#platform/house'
import { Refusal } from '#platform/house'
import type { Member } from '#platform/visitors'
import type { Breach, Problem } from '#features/shifts/checks'
import type { ProposalView, ResultView } from '../views.ts'
import type { Asked } from '../wire.ts'
import { askedProblem, differencesOf } from './asking.ts'
import type { Answered } from './solver-worker.ts'
import { deskOf, waiting, type Entry } from './under-way.ts'

/** Dates further apart than the server shows at once are no roster to be looked at. */
const longest = 100

/** Begins to search and answers; what comes of it is told to whoever follows. One that is there already makes place. */
export async function propose(house: House, { teamId, memberId }: Member, asked: Asked): Promise<void> {
  if (asked.to < asked.from || daysOf(asked) > longest) throw new Refusal('dates')
  const desk = deskOf(house)
  if (desk.of(teamId).proposal?.id === asked.proposalId) return
  const problem = await askedProblem(house, teamId, asked)
  const team = desk.of(teamId)
  if (team.plan?.running || team.proposal?.running) throw new Refusal('under-way')
  const view: ProposalView = { asked, state: 'under way', askedBy: memberId, progress: waiting(problem) }
  const entry: Entry<ProposalView> = { id: asked.proposalId, view, running: null }
  team.proposal = entry
  void desk.search(teamId, entry, problem).then((answer) => {
    if (answer === null || team.proposal !== entry) return
    entry.view = {
      asked,
      state: 'done',
      askedBy: memberId,
      progress: entry.view.progress,
      result: read(problem, answer),
    }
    desk.tell(teamId)
  })
  desk.tell(teamId)
}

const daysOf = ({ from, to }: Asked): number => Temporal.PlainDate.from(from).until(to).days + 1

const read = (problem: Problem, { solved, breaches, why }: Answered): ResultView => ({
  differences: differencesOf(problem, solved.seatings),
  why,
  isProven: solved.isProven,
  tooFew: breaches.filter(isTooFew).map(({ personId, month, shifts, fewest }) => ({ personId, month, shifts, fewest })),
})

const isTooFew = (breach: Breach): breach is Extract<Breach, { kind: 'too-few-shifts' }> =>
  breach.kind === 'too-few-shifts'
