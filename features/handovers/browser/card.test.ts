import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Desk } from '#features/keys/browser'
import type { HandoverItem } from '../wire.ts'
import '../../../tests/without-screens.ts'

const { groupsOf, mayKeep, mayUndo, roomFor, sayAct, sayDue, sayLead, sayStanding, sayTitle } =
  await import('./groups.ts')
const { Handovers } = await import('./handovers.ts')

/* What the card says, to whoever goes, whoever comes and whoever plans: plain state and sentences, without a screen. */

const now = Date.parse('2026-11-21T09:45:00Z')
const ends = '2026-11-21T10:00:00Z'
const names = new Map([
  ['dee', 'Dee'],
  ['mateo', 'Mateo'],
  ['sam', 'Sam'],
])
const here = { language: 'en' as const, team: { timeZone: 'America/Los_Angeles' }, names, now }
const callback: HandoverItem = {
  shiftId: 'evening',
  what: 'promise',
  objectId: 'callback',
  side: 'leaving',
  state: 'offered',
  leaverId: 'dee',
  takenBy: null,
  kind: 'callback',
  dueAt: '2026-11-21T14:00:00Z',
  late: false,
  endsAt: ends,
  raiseAt: '2026-11-21T10:15:00Z',
  keptUntil: null,
  takers: ['mateo', 'sam'],
  mayTake: false,
  rings: false,
  undoUntil: null,
  path: 'cases/river',
}
const talk: HandoverItem = {
  ...callback,
  what: 'talk',
  kind: 'talk',
  objectId: 'talk',
  dueAt: null,
  path: 'talks/talk',
}

test('Dee reads what is open, until when her shift is, who can take each; in Spanish as well', () => {
  const items = [callback, talk]
  assert.equal(sayTitle('leaving', items, here), 'Before you go: 2 things are open')
  assert.equal(
    sayLead('leaving', items, here),
    'Until somebody takes it, each is still yours. Your shift ends Sat 02:00.',
  )
  assert.equal(
    sayLead('leaving', items, { ...here, now: Date.parse(ends) }).includes('Your shift ended Sat 02:00.'),
    true,
  )
  assert.equal(sayDue(callback, here), 'due Sat 06:00')
  assert.equal(sayStanding(callback, here), 'Can take it: Mateo or Sam')
  assert.equal(sayStanding({ ...callback, takers: [] }, here), 'Nobody who comes next can take it. You can keep it, or let somebody of the next shift into its case.') // prettier-ignore
  assert.equal(sayStanding({ ...talk, rings: true }, here), 'It rings with everybody on duty.')
  assert.equal(sayAct('Take it', callback, here), 'Take it: A callback, due Sat 06:00')
  assert.equal(sayTitle('leaving', [callback], { ...here, language: 'es' }), 'Antes de irte: queda una cosa abierta')
})

test('what whoever goes wrote down is read in the one room of the night; from another night, above tonight’s', () => {
  const offered = { ...callback, side: 'offered' as const }
  const path = (endsAt: string, at: string): string =>
    roomFor([{ ...offered, endsAt }], { ...here, now: Date.parse(at) }).path
  assert.equal(path(ends, '2026-11-21T10:05:00Z'), 'room', 'at 02:00, within the night')
  assert.equal(path('2026-11-21T20:00:00Z', '2026-11-21T19:45:00Z'), 'room', 'until noon')
  assert.equal(path('2026-11-21T20:00:00Z', '2026-11-21T20:05:00Z'), 'room/before', 'the night that ended at noon')
  assert.equal(path(ends, '2026-11-28T04:00:00Z'), 'room/before', 'next Friday')
  const next = { ...here, now: Date.parse('2026-11-28T04:00:00Z'), language: 'es' as const }
  assert.equal(roomFor([offered], next).words, 'Lee lo que dejó el último turno, en la sala del turno')
})

test('taken, kept, or nobody answered: each reads so; what was said can be taken back for ten minutes', () => {
  const taken = { ...callback, state: 'accepted' as const, takenBy: 'mateo' }
  assert.equal(sayStanding(taken, here), 'Mateo has it')
  assert.equal(sayTitle('leaving', [taken], here), 'Before you go: everything is settled')
  assert.equal(sayLead('leaving', [taken], here), 'Your shift ends Sat 02:00.')
  const mine = { ...taken, side: 'offered' as const, takenBy: 'me' }
  assert.equal(sayTitle('offered', [mine], here), 'From the shift before: one thing is yours now')
  assert.equal(sayTitle('offered', [mine, { ...callback, side: 'offered' }], here), 'From the shift before: one thing is offered to you') // prettier-ignore
  assert.deepEqual([mayKeep(taken), mayKeep(callback)], [false, true])
  const kept = { ...callback, state: 'kept' as const, keptUntil: '2026-11-21T16:00:00Z', undoUntil: ends }
  assert.equal(sayStanding(kept, here), 'Stays with you until Sat 08:00')
  assert.deepEqual([mayUndo(kept, now), mayUndo(kept, Date.parse(ends)), mayUndo(taken, now)], [true, false, false])
  const raised = { ...callback, side: 'planning' as const, state: 'raised' as const }
  assert.equal(sayStanding(raised, here), 'Now with Dee. Can take it: Mateo or Sam')
  assert.equal(sayStanding({ ...raised, side: 'offered', mayTake: true }, here), 'Now with Dee')
  const between = { ...callback, side: 'planning' as const, raiseAt: null, takers: [] }
  assert.equal(sayStanding(between, here), 'Now with Dee.')
  const groups = groupsOf([callback, raised, between])
  assert.deepEqual([groups.leaving.length, groups.planning.length, groups.waiting.length], [1, 1, 1])
})

test('a console takes two of which one is somebody else’s by now: one is done, the other is said, and it asks anew', async () => {
  const sent: unknown[] = []
  let asked = 0
  let changed = (): void => {}
  const desk = {
    language: 'en',
    live: { follow: () => () => {} },
    api: {
      async post(_path: string, body: unknown) {
        sent.push(body)
        return { refused: [{ objectId: 'talk', code: 'rings', words: 'A conversation is taken where it rings.' }] }
      },
      get: async () => ({ items: ++asked > 0 ? [talk] : [] }),
    },
  } as unknown as Desk
  const queue = { subscribe: (read: () => void) => (read(), (changed = read)) }
  const handovers = new Handovers(desk, [queue])
  const done = await handovers.answer('accept', [callback, talk])
  assert.deepEqual(done, [callback])
  assert.deepEqual(sent, [
    {
      answer: 'accept',
      items: [
        { shiftId: 'evening', what: 'promise', objectId: 'callback' },
        { shiftId: 'evening', what: 'talk', objectId: 'talk' },
      ],
    },
  ])
  assert.equal(handovers.now.problem, 'A conversation is taken where it rings.')
  assert.deepEqual(handovers.now.items, [talk])
  changed()
  assert.equal(asked, 2, 'whenever a thing changes elsewhere, it is asked anew')
})
