import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { emptied, isPersonal, lastSeen, readRecord, type Write } from './merge.ts'

/* Several people write in one record, each behind by as much as their network makes them. */

type Act =
  | { does: 'write'; who: number; field: string; value: string }
  | { does: 'read' | 'leave' | 'send' | 'empty'; who: number }
type Person = { seen: number; out: Write[]; goes: Map<string, { edit: string; base: string | null; seen: number }> }
/** What a write's author had read when this go at the field began. */
type World = { order: Write[]; people: Person[]; read: Map<string, number> }

const fields = ['help', 'kinds/grief', 'personal/name']
const who = fc.nat({ max: 2 })
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('write' as const),
      who,
      field: fc.constantFrom(...fields),
      value: fc.constantFrom('', 'a', 'b', 'c', 'd', 'e'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constantFrom('read' as const, 'leave' as const, 'send' as const), who }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('empty' as const), who }) },
)

function play(acts: readonly Act[]): World {
  const people = [0, 1, 2].map((): Person => ({ seen: 0, out: [], goes: new Map() }))
  const world: World = { order: [], people, read: new Map() }
  for (const one of acts) step(world, one)
  for (const person of people) world.order.push(...person.out.splice(0))
  return world
}

function step(world: World, one: Act): void {
  const person = world.people[one.who]!
  if (one.does === 'read') person.seen = world.order.length
  if (one.does === 'leave') person.goes.clear()
  if (one.does === 'send') world.order.push(...person.out.splice(0))
  if (one.does === 'empty') put(world, one.who, { field: emptied, value: 'yes' })
  if (one.does === 'write') put(world, one.who, one)
}

/** As a console does it: one go at a field keeps its base until the field is left and nothing of it is on its way. */
function put(world: World, by: number, { field, value }: { field: string; value: string }): void {
  const person = world.people[by]!
  const shown = world.order.slice(0, person.seen)
  const isWaiting = person.out.some((write) => write.field === field)
  const before = person.out.findLast((write) => write.field === field)
  const fresh = { edit: `${by} ${world.read.size}`, base: lastSeen(shown, field), seen: person.seen }
  const go = person.goes.get(field) ?? (isWaiting ? { ...before!, seen: world.read.get(before!.id)! } : fresh)
  person.goes.set(field, go)
  const id = `w${world.read.size}`
  world.read.set(id, go.seen)
  person.out.push({ id, by: `${by}`, field, value, base: go.base, edit: go.edit, at: 0 })
}

/** Everything one field was given, and what of it still stands. */
const played = fc.array(act, { maxLength: 40 }).map(play)

test('no word goes unless somebody who had read it wrote over it, its own writer went on, or everything personal was emptied', () => {
  fc.assert(
    fc.property(played, ({ order, read }) => {
      const said = readRecord(order)
      const place = (write: Write): number => order.indexOf(write)
      for (const write of order.filter(({ field }) => field !== emptied)) {
        if (said.get(write.field)?.some(({ value }) => value === write.value)) continue
        const over = order
          .slice(place(write) + 1)
          .some(
            (later) =>
              (later.field === write.field &&
                (read.get(later.id)! > place(write) || (later.by === write.by && later.edit === write.edit))) ||
              (later.field === emptied && isPersonal(write.field)),
          )
        const unseen = order.findLastIndex(({ field }) => field === emptied) >= read.get(write.id)!
        assert.ok(over || (isPersonal(write.field) && unseen), `${write.id} was lost`)
      }
    }),
    { numRuns: 2000 },
  )
})

test('what two people said without having read each other stands beside each other, on every console', () => {
  fc.assert(
    fc.property(played, fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), ({ order }, one, other) => {
      fc.pre(one !== other)
      const base = lastSeen(order, 'help')
      const both = ['x', 'y'].map((by, index): Write => ({
        id: by,
        by,
        field: 'help',
        value: [one, other][index]!,
        base,
        edit: by,
        at: 0,
      }))
      for (const last of [both, both.toReversed()])
        assert.deepEqual(
          new Set(
            readRecord([...order, ...last])
              .get('help')!
              .map(({ value }) => value),
          ),
          new Set([one, other]),
        )
      const third: Write = { id: 'z', by: 'z', field: 'help', value: 'both', base: 'y', edit: 'z', at: 0 }
      assert.deepEqual(
        readRecord([...order, ...both, third])
          .get('help')!
          .map(({ value }) => value),
        ['both'],
      )
    }),
  )
})

test('a personal value whose writer had not seen the emptying is never shown, whenever it arrives', () => {
  fc.assert(
    fc.property(played, ({ order, read }) => {
      const last = order.findLastIndex(({ field }) => field === emptied)
      for (const write of readRecord(order).get('personal/name') ?? [])
        assert.ok(last === -1 || read.get(write.id)! > last, `${write.id} came back`)
    }),
    { numRuns: 2000 },
  )
})

test('what is written in one field changes nothing in another', () => {
  fc.assert(
    fc.property(played, ({ order }) => {
      for (const field of ['help', 'kinds/grief']) {
        const alone = readRecord(order.filter((write) => write.field === field)).get(field)
        assert.deepEqual(readRecord(order).get(field), alone)
      }
    }),
  )
})

test('a base that names nothing, another field or a later row hides nobody’s words', () => {
  const mine: Write = { id: 'a', by: 'dee', field: 'help', value: 'tea', base: null, edit: '1', at: 0 }
  const elsewhere: Write = { ...mine, id: 'c', field: 'agreed-words', value: 'ok' }
  for (const base of ['nowhere', 'c', 'later', 'b']) {
    const theirs: Write = { ...mine, id: 'b', by: 'mateo', value: 'a ride', base, edit: '1' }
    const said = readRecord([elsewhere, mine, theirs, { ...mine, id: 'later', field: 'who', value: 'x' }])
    assert.deepEqual(
      said.get('help')!.map(({ value }) => value),
      ['tea', 'a ride'],
      base,
    )
  }
})
