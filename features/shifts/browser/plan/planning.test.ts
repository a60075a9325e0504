import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, type Api } from '#platform/browser/api'
import type { ShiftsView } from '../../views.ts'
import { placesOf } from './board.ts'
import { seating, shiftOn, viewOf, zone } from './fake-plan.ts'
import { Planning } from './planning.ts'
import { sayWhyNot } from './why-not.ts'

/* Saving is one message with who sat where; what a colleague did meanwhile is brought together, and nothing planned is lost. */
type Sent = { method: string; path: string; body: unknown }
type Given = { view: ShiftsView; answer: (sent: Sent) => unknown }

async function openedOn(given: Given): Promise<{ planning: Planning; sent: Sent[]; pulse: () => Promise<void> }> {
  const sent: Sent[] = []
  const send =
    (method: string) =>
    async <Reply>(path: string, body?: unknown): Promise<Reply> => {
      sent.push({ method, path, body })
      return given.answer({ method, path, body }) as Reply
    }
  const get = async <Reply>(path: string): Promise<Reply> =>
    (path.startsWith('/api/shifts?') ? structuredClone(given.view) : []) as Reply
  const api: Api = { get, post: send('POST'), put: send('PUT'), delete: send('DELETE') }
  let tell = (_view: never): void => {}
  const live = {
    follow: (_topic: string, _of: string, { onView }: { onView?: (view: never) => void }) => (
      (tell = onView!),
      () => {}
    ),
  }
  const refuses = (): Promise<never> => Promise.reject(new Error('not sealed for us'))
  const keyring = { sealToCircle: refuses, openForCircle: refuses, openForMe: refuses }
  const planning = new Planning(
    { api, live: live as never, keyring, team: { timeZone: zone } },
    Date.parse('2026-12-01T20:00:00Z'),
  )
  const came = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  tell({} as never)
  await came()
  return { planning, sent, pulse: () => (tell({} as never), came()) }
}
const friday = shiftOn('2026-12-04', { seated: ['dee'] })
const [fri0, fri1] = placesOf(friday)

test('everything that is changed is saved by one message, with who sat there when it was decided', async () => {
  const given: Given = {
    view: viewOf([friday]),
    answer: () => {
      given.view = viewOf([{ ...friday, seatings: [seating('dee', 0), seating('mateo', 1)] }])
    },
  }
  const { planning, sent } = await openedOn(given)
  assert.equal(planning.now.stage, 'here')
  planning.board.put({ ...fri1!, memberId: 'mateo', anyway: true })
  assert.equal(await planning.save(), 'saved')
  assert.deepEqual(sent, [
    {
      method: 'POST',
      path: '/api/shifts/seatings',
      body: { changes: [{ ...fri1, memberId: 'mateo', was: null }], anyway: true },
    },
  ])
  assert.equal(planning.board.isDirty, false)
})

test('refused because a colleague was there first: read again, both shown, and saved over theirs only when that is chosen', async () => {
  const given: Given = {
    view: viewOf([friday]),
    answer: () => {
      given.view = viewOf([{ ...friday, seatings: [seating('ines', 0)] }])
      throw new ApiError(409, 'changed', 'Somebody else was faster.')
    },
  }
  const { planning, sent } = await openedOn(given)
  planning.board.put({ ...fri0!, memberId: 'sam' })
  assert.equal(await planning.save(), 'conflict')
  const conflicts = planning.board.conflicts()
  assert.deepEqual(conflicts, [{ place: fri0, mine: 'sam', theirs: 'ines', twice: false }])
  assert.equal(await planning.save(), 'conflict')
  assert.equal(sent.length, 1)
  planning.board.keepMine(conflicts[0]!)
  given.answer = () => undefined
  await planning.save()
  assert.deepEqual(sent.at(-1)!.body, { changes: [{ ...fri0, memberId: 'sam', was: 'ines' }], anyway: false })
})

test('a pulse brings what others did, over what is planned here; a server that does not answer takes nothing away', async () => {
  const given: Given = { view: viewOf([friday]), answer: () => undefined }
  const { planning, pulse } = await openedOn(given)
  planning.board.put({ ...fri1!, memberId: 'mateo' })
  given.view = viewOf([{ ...friday, seatings: [seating('sam', 0)] }])
  await pulse()
  assert.deepEqual(
    planning.board.all().map(({ memberId }) => memberId),
    ['sam', 'mateo'],
  )
  given.answer = () => {
    throw new ApiError(0, 'offline', 'There is no connection.')
  }
  assert.deepEqual(await planning.save(), { refused: 'There is no connection.' })
  assert.equal(planning.board.changes().length, 1)
})

test('refused by a rule: which change breaks which rule comes with it, everything is kept, and it is saved anyway when that is meant', async () => {
  const given: Given = {
    view: viewOf([friday]),
    answer: () => {
      const changes = [{ ...fri1!, memberId: 'mateo', why: [{ kind: 'rest', needs: 8, has: 2 }] }]
      throw new ApiError(409, 'rules', 'Your rules speak against it.', { refused: 'rules', words: '', changes })
    },
  }
  const { planning, sent } = await openedOn(given)
  planning.board.put({ ...fri1!, memberId: 'mateo' })
  const refused = await planning.save()
  assert.ok(typeof refused === 'object' && refused.against)
  const [against] = refused.against.changes
  assert.deepEqual([refused.refused, refused.against.final], ['Your rules speak against it.', false])
  assert.deepEqual([planning.board.changes().length, against!.memberId], [1, 'mateo'])
  const said = (language: 'en' | 'es'): string =>
    sayWhyNot(against!.why[0]!, { language, team: { timeZone: zone } }, String)
  assert.equal(said('en'), 'rests 2 hours beside another shift, 8 are needed')
  assert.equal(said('es'), 'descansa 2 horas junto a otro turno, hacen falta 8')
  given.answer = () => undefined
  await planning.save(true)
  assert.deepEqual(sent.at(-1)!.body, { changes: [{ ...fri1, memberId: 'mateo', was: null }], anyway: true })
})
