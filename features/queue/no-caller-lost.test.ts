import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { minute, second } from '#platform/clock'
import { endContact } from '#features/contacts'
import { messageTaken } from './index.ts'
import { openNight, type Console, type Name, type Night } from './night.ts'
import { change } from './server/change.ts'
import { liveWaitings, readWaiting } from './server/store.ts'
import { dueAt, isEnd, states, type State } from './situation.ts'

/**
 * Product rule 6, against the real database: whatever people do in whatever order, and however time passes, every contact
 * has an end, or a deadline at exactly the time the rules say.
 */
const people: Name[] = ['dee', 'mateo', 'ines']
const acts = [
  'claim',
  'claim locked',
  'unlocked',
  'decline',
  'offer',
  'withdraw',
  'break',
  'back',
  'leave',
  'come',
  'out',
  'in',
] as const
const fates = ['left', 'crew', 'caller', 'message', 'page gone', 'page back'] as const
type Doing =
  | { act: (typeof acts)[number]; who: Name; contact: number }
  | { fate: (typeof fates)[number]; contact: number }
  | { call: true }
  | { wait: number }

const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ act: fc.constantFrom(...acts), who: fc.constantFrom(...people), contact: fc.nat(3) }),
  },
  { weight: 1, arbitrary: fc.record({ fate: fc.constantFrom(...fates), contact: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.constant({ call: true as const }) },
  {
    weight: 4,
    arbitrary: fc.record({ wait: fc.constantFrom(second, 5 * second, 20 * second, 31 * second, minute, 4 * minute) }),
  },
)

/** Two nights that go through every state, before the random ones. */
const act = (name: (typeof acts)[number], who: Name): Doing => ({ act: name, who, contact: 0 })
const through: Doing[] = [
  act('claim', 'dee'),
  act('offer', 'dee'),
  { wait: second },
  act('withdraw', 'dee'),
  act('offer', 'dee'),
  act('claim', 'mateo'),
  act('leave', 'mateo'),
  { wait: 31 * second },
  act('claim locked', 'ines'),
  act('unlocked', 'ines'),
  { fate: 'crew', contact: 0 },
]
const short: Doing[] = [
  act('claim locked', 'dee'),
  { wait: 20 * second },
  { call: true },
  { fate: 'message', contact: 0 },
  { fate: 'left', contact: 1 },
]

const night = await openNight()
after(() => night.test.close())
const consoles = new Map<Name, Console>()
/** The states that were met in all those nights. */
const met = new Set<State>()
const said: Record<string, string> = {
  claim: 'claim',
  'claim locked': 'claim',
  unlocked: 'unlocked',
  decline: 'decline',
  offer: 'offer',
  withdraw: 'withdraw',
}

async function play(one: Doing, contacts: string[]): Promise<void> {
  if ('wait' in one) return night.advance(one.wait)
  if ('call' in one) return void contacts.push(await night.call())
  const contactId = contacts[one.contact % Math.max(1, contacts.length)]
  if (!contactId) return
  if ('fate' in one) return meet(one.fate, contactId)
  const who = await whoActs(one, contactId)
  const console = consoles.get(who)
  if (one.act === 'come') return console ? undefined : void consoles.set(who, await night.onDuty(who))
  if (!console) return
  if (one.act === 'leave') return void (consoles.delete(who) && (await console.leave()))
  if (one.act === 'break' || one.act === 'back')
    return void (await console.say('duty.break', { on: one.act === 'break' }))
  if (one.act === 'out') return void (await console.say('duty.out', {}))
  if (one.act === 'in') return void (await console.say('duty.in', { lineIds: [night.lineId], languages: ['es'] }))
  const locked = one.act.startsWith('claim') ? { locked: one.act === 'claim locked' } : {}
  await console.say(`queue.${said[one.act]}`, { contactId, ...locked })
}

/** What only the responder (or the one who is unlocking) can do is done by them, or most nights would never get that far. */
async function whoActs(one: { act: (typeof acts)[number]; who: Name }, contactId: string): Promise<Name> {
  if (!['unlocked', 'offer', 'withdraw', 'leave'].includes(one.act)) return one.who
  const waiting = await readWaiting(night.house.db.sql, { teamId: night.teamId, contactId })
  const holder = waiting?.situation.claimer ?? waiting?.situation.responder
  return people.find((name) => night.ids[name] === holder) ?? one.who
}

async function meet(fate: (typeof fates)[number], contactId: string): Promise<void> {
  const { house, teamId } = night
  await house.db.transact(async (sql, afterCommit) => {
    const tx = { sql, afterCommit, house }
    const place = { teamId, contactId }
    if (fate === 'message') await messageTaken(sql, afterCommit, house, place)
    else if (fate === 'page gone' || fate === 'page back')
      await change(tx, place, { kind: fate === 'page gone' ? 'caller gone' : 'caller back' })
    else await endContact(sql, afterCommit, house, { ...place, ending: fate })
  })
}

/** Each contact as the database has it, and the deadline that the database has for it. */
async function look({ house, teamId }: Night, contacts: string[]): Promise<void> {
  const rows = await house.db.sql<{ key: string; dueAt: Date }[]>`
    select key, due_at as "dueAt" from deadlines where team_id = ${teamId} and kind = 'queue.next'`
  const deadlines = new Map(rows.map((row) => [row.key, row.dueAt.getTime()]))
  const now = house.clock.now().getTime()
  for (const contactId of contacts) {
    const { situation } = (await readWaiting(house.db.sql, { teamId, contactId }))!
    const due = deadlines.get(contactId) ?? null
    met.add(situation.state)
    assert.equal(due, dueAt(situation), `${situation.state} has the deadline of its rules`)
    assert.equal(due === null, isEnd(situation.state), `${situation.state} is an end or is due`)
    if (due !== null) assert.ok(due > now - second && due <= now + 2 * minute, 'due soon, and not overdue')
  }
  const live = await liveWaitings(house.db.sql, teamId)
  assert.equal(live.length, deadlines.size)
}

test('whatever happens, in whatever order: every contact has an end, or is due', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(doing, { minLength: 5, maxLength: 25 }), async (doings) => {
      const contacts: string[] = []
      for (const name of people) if (!consoles.has(name)) consoles.set(name, await night.onDuty(name))
      for (const one of [{ call: true as const }, ...doings]) {
        await play(one, contacts)
        await night.settled()
        await look(night, contacts)
      }
      for (const contactId of contacts) await night.end(contactId, 'crew')
      assert.equal((await liveWaitings(night.house.db.sql, night.teamId)).length, 0)
    }),
    { numRuns: 15, examples: [[through], [short]] },
  )
  assert.deepEqual([...met].toSorted(), [...states].toSorted(), 'every state was met')
  assert.ok(!night.test.logged.some((line) => line.includes('"level":"error"')), night.test.logged.join('\n'))
})
