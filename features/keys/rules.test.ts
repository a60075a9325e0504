import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  differenceOf,
  invitationMoves,
  joiningMoves,
  problemWithPackage,
  proposalMoves,
  signaturesNeeded,
  sitsIn,
  type PackageCase,
  type TeamShape,
} from './rules.ts'
import { circles, type Circle, type Package, type RosterJson, type Seat, type TeamRole } from './wire.ts'

const seat = (id: string, ...roles: TeamRole[]): Seat => ({ id, roles, enc: `enc ${id}`, sign: `sign ${id}` })
const ruth = seat('ruth', 'responder', 'coordinator', 'steward')
const amara = seat('amara', 'coordinator', 'steward')
const dee = seat('dee', 'responder')
const mateo = seat('mateo', 'responder')

const roster = (circle: Circle, epoch: number, members: Seat[]): RosterJson => ({
  v: 1,
  team: 'team',
  circle,
  epoch,
  at: '2026-11-20T12:00:00Z',
  recipient: `recipient ${circle} ${epoch}`,
  members,
  prev: null,
  stewards: null,
  signatures: [],
})
const shape = (epoch: number, everybody: Seat[]): TeamShape =>
  Object.fromEntries(
    circles.map((circle) => [
      circle,
      roster(
        circle,
        epoch,
        everybody.filter((one) => sitsIn(circle, one.roles)),
      ),
    ]),
  ) as TeamShape

const key = (members: Seat[]): string => JSON.stringify(members)
/** The package that makes `after` of `before`, whole. */
function packageFor(before: Seat[], after: Seat[], lines: PackageCase['lines'] = []): Package {
  const [old, fresh] = [shape(1, before), shape(2, after)]
  const rosters = circles
    .map((circle) => fresh[circle])
    .filter((one) => key(one.members) !== key(old[one.circle].members))
  const { left, rekeyed } = differenceOf(before, after)
  const moves = left.length + rekeyed.length > 0
  return {
    rosters,
    wraps: rosters.flatMap((one) =>
      one.members.map((member) => ({ circle: one.circle, epoch: 2, member: member.id, sealed: 'x' })),
    ),
    ladders: rosters.map((one) => ({ circle: one.circle, epoch: 2, sealed: 'x' })),
    intakes: (moves ? lines : []).map(({ lineId, epoch }) => ({
      wrap: 'x',
      statement: {
        v: 1,
        team: 'team',
        line: lineId,
        epoch: epoch + 1,
        recipient: 'r',
        responders: { epoch: 2, hash: 'h' },
        prev: null,
        signatures: [{ by: 'ruth', sig: 's' }],
      },
    })),
  }
}
const everybody = [ruth, amara, dee]
const lines = [{ lineId: 'weekend', epoch: 3 }]
const check = (named: PackageCase['named'], after: Seat[], change: (made: Package) => Package = (made) => made) =>
  problemWithPackage({
    current: shape(1, everybody),
    lines,
    named,
    proposed: change(packageFor(everybody, after, lines)),
  })

test('each kind of change is accepted when it is whole', () => {
  assert.equal(check({ kind: 'join', member: 'mateo', by: 'ruth' }, [...everybody, mateo]), null)
  assert.equal(check({ kind: 'remove', member: 'dee', by: 'ruth' }, [ruth, amara]), null)
  assert.equal(
    check({ kind: 'roles', member: 'dee', by: 'ruth' }, [ruth, amara, seat('dee', 'responder', 'coordinator')]),
    null,
  )
  const again = { ...dee, enc: 'new', sign: 'new' }
  assert.equal(check({ kind: 'reinvite', member: 'dee', by: 'ruth' }, [ruth, amara, again]), null)
})

test('a package does what it says and nothing more', () => {
  const ghost = seat('ghost', 'steward')
  assert.equal(check({ kind: 'join', member: 'mateo', by: 'ruth' }, [...everybody, mateo, ghost]), 'not-what-it-says')
  assert.equal(check({ kind: 'join', member: 'mateo', by: 'ruth' }, [ruth, amara, mateo]), 'not-what-it-says')
  assert.equal(check({ kind: 'roles', member: 'dee', by: 'ruth' }, [ruth, amara]), 'not-what-it-says')
  assert.equal(check({ kind: 'remove', member: 'amara', by: 'ruth' }, [ruth, amara]), 'not-what-it-says')
  const swapped = { ...dee, enc: 'the server’s own' }
  assert.equal(check({ kind: 'roles', member: 'dee', by: 'ruth' }, [ruth, amara, swapped]), 'not-what-it-says')
  const both = { ...swapped, roles: ['coordinator'] as TeamRole[] }
  assert.equal(check({ kind: 'roles', member: 'dee', by: 'ruth' }, [ruth, amara, both]), 'not-what-it-says')
})

test('the last steward stays, and nobody signs their own stewardship away', () => {
  const alone = [ruth, dee]
  const proposed = packageFor(alone, [dee], lines)
  const named = { kind: 'remove', member: 'ruth', by: 'ruth' } as const
  assert.equal(problemWithPackage({ current: shape(1, alone), lines, named, proposed }), 'last-steward')
  assert.equal(check({ kind: 'remove', member: 'ruth', by: 'ruth' }, [amara, dee]), 'own-stewardship')
  assert.equal(check({ kind: 'remove', member: 'ruth', by: 'amara' }, [amara, dee]), null)
  const plain = seat('ruth', 'responder')
  assert.equal(check({ kind: 'roles', member: 'ruth', by: 'ruth' }, [plain, amara, dee]), 'own-stewardship')
})

test('whoever loses access gets no wrap, and every line a new intake', () => {
  const named = { kind: 'remove', member: 'dee', by: 'ruth' } as const
  const extra = { circle: 'responders', epoch: 2, member: 'dee', sealed: 'x' } as const
  assert.equal(
    check(named, [ruth, amara], (made) => ({ ...made, wraps: [...made.wraps, extra] })),
    'wraps-do-not-fit',
  )
  assert.equal(
    check(named, [ruth, amara], (made) => ({ ...made, wraps: made.wraps.slice(1) })),
    'wraps-do-not-fit',
  )
  assert.equal(
    check(named, [ruth, amara], (made) => ({ ...made, ladders: [] })),
    'ladders-do-not-fit',
  )
  assert.equal(
    check(named, [ruth, amara], (made) => ({ ...made, intakes: [] })),
    'intakes-do-not-fit',
  )
})

test('rosters follow their own circle, agree with each other, and none is there for nothing', () => {
  const named = { kind: 'join', member: 'mateo', by: 'ruth' } as const
  const after = [...everybody, mateo]
  assert.equal(
    check(named, after, (made) => ({ ...made, rosters: made.rosters.map((one) => ({ ...one, epoch: 3 })) })),
    'overtaken',
  )
  assert.equal(
    check(named, after, (made) => ({ ...made, rosters: made.rosters.map((one) => ({ ...one, team: 'other' })) })),
    'another-team',
  )
  assert.equal(
    check(named, after, (made) => ({ ...made, rosters: [...made.rosters, ...made.rosters] })),
    'two-rosters-of-a-circle',
  )
  const needless = roster('stewards', 2, [ruth, amara])
  assert.equal(
    check(named, after, (made) => ({ ...made, rosters: [...made.rosters, needless] })),
    'needless-roster',
  )
  const steward = seat('mateo', 'responder', 'steward')
  const onlyResponders = (made: Package) => ({
    ...made,
    rosters: made.rosters.filter((one) => one.circle === 'responders'),
  })
  assert.equal(check(named, [...everybody, steward], onlyResponders), 'circles-disagree')
})

test('two stewards sign where there are three or more', () => {
  assert.deepEqual([1, 2, 3, 4, 30].map(signaturesNeeded), [1, 1, 2, 2, 2])
})

/** Every state is reached from the first one, every end is an end, and every move leads to a state there is. */
function walk(
  moves: Record<string, Partial<Record<string, string>>>,
  first: string,
): { reached: string[]; ends: string[] } {
  const reached = new Set([first])
  for (const state of reached) for (const next of Object.values(moves[state]!)) if (next) reached.add(next)
  for (const state of reached) assert.ok(moves[state], `${state} is a state`)
  return {
    reached: [...reached].sort(),
    ends: Object.keys(moves).filter((state) => Object.keys(moves[state]!).length === 0),
  }
}

test('invitations, joinings and proposals: every state is reached, and only these end', () => {
  const invitations = walk(invitationMoves, 'open')
  assert.deepEqual(invitations.reached, Object.keys(invitationMoves).sort())
  assert.deepEqual(invitations.ends, ['joined', 'failed', 'revoked', 'expired'])
  const joinings = walk(joiningMoves, 'waiting')
  assert.deepEqual(joinings.reached, Object.keys(joiningMoves).sort())
  assert.deepEqual(joinings.ends, ['joined', 'failed'])
  const proposals = walk(proposalMoves, 'open')
  assert.deepEqual(proposals.ends, ['applied', 'withdrawn', 'stale'])
})

test('a comparison has one try: once the steward has asked, nothing leads back before it', () => {
  const after = walk(joiningMoves, 'asked').reached
  for (const early of ['waiting', 'here']) assert.ok(!after.includes(early))
})
