import { randomId } from '#platform/ids'
import type { Wrap } from '#platform/envelope/wraps'
import { firstLine, type LineDraft } from '#features/lines'
import type { TestHouse } from '../../tests/house.ts'
import type { People, Person } from '../../tests/people.ts'
import type { CasePromisesView, Make, OwedFilter, OwedPromise, OwedView } from './wire.ts'

/* For this feature's tests: a line with weekend nights, a case of Dee's, and what people do to promises, without a screen. */

const none = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, []]),
) as unknown as LineDraft['hours']['weekly']
const night = [{ from: '20:00', to: '08:00' }]
/** Fridays and Saturdays from 20:00 to 08:00, in the team's time zone (Los Angeles). */
export const weekendNights: LineDraft['hours'] = { weekly: { ...none, fri: night, sat: night }, exceptions: [] }

export async function makeLine(people: People, changes: Partial<LineDraft> = {}): Promise<string> {
  const lineId = randomId()
  const line = { ...firstLine(['en', 'es']), hours: weekendNights, ...changes }
  const intake = await people.ruth.keyring.makeIntake(lineId)
  await must(people.ruth.request('/api/lines', { method: 'POST', body: { lineId, line, intake } }), 201)
  return lineId
}

let next = 0
/** Three words nobody else has: what a console draws at random. */
function code(): string {
  const letters = [...String(next++).padStart(3, '0')].map((digit) => 'abcdefghij'[Number(digit)])
  return `stone river ${letters.join('')}`
}

/** A case that `by` opened, with whoever stands behind them. */
export async function openCase(
  by: Person,
  { lineId, fallback }: { lineId: string; fallback: Person },
): Promise<string> {
  const caseId = randomId()
  const readers = [`member:${by.memberId}`, `member:${fallback.memberId}`, 'circle:stewards']
  const wraps = await by.keyring.makeKey(
    { object: caseId, kind: 'case', epoch: 1 },
    readers.map((reader) => ({ reader })),
  )
  const body = { caseId, lineId, code: code(), fallbackId: fallback.memberId, contactId: null, wraps }
  await must(by.request('/api/cases', { method: 'POST', body }))
  return caseId
}

/** Puts somebody on a case, with every key of it. */
export async function joinCase(by: Person, caseId: string, newcomer: Person): Promise<void> {
  const { wraps: mine } = (await (await by.request(`/api/cases/${caseId}`)).json()) as { wraps: Wrap[] }
  await by.keyring.learn(mine)
  const reader = { reader: `member:${newcomer.memberId}` }
  const wraps = await by.keyring.rewrap({ object: caseId, kind: 'case', epoch: 1 }, [reader])
  const body = { memberId: newcomer.memberId, as: 'assigned', wraps }
  await must(by.request(`/api/cases/${caseId}/people`, { method: 'POST', body }))
}

/** Hands a case over, with its keys: the other has to say yes. */
export async function offerCase(by: Person, caseId: string, to: Person): Promise<void> {
  const { wraps: mine } = (await (await by.request(`/api/cases/${caseId}`)).json()) as { wraps: Wrap[] }
  await by.keyring.learn(mine)
  const reader = { reader: `member:${to.memberId}` }
  const wraps = await by.keyring.rewrap({ object: caseId, kind: 'case', epoch: 1 }, [reader])
  await must(by.request(`/api/cases/${caseId}/offer`, { method: 'POST', body: { to: to.memberId, wraps } }))
}

export type Promising = Omit<Make, 'promiseId' | 'ownerId' | 'fallbackId' | 'dueAt'> & {
  owner: Person
  fallback: Person
  dueAt: Date
}

export async function promise(by: Person, made: Promising): Promise<string> {
  const promiseId = randomId()
  await must(by.request('/api/promises', { method: 'POST', body: bodyOf(promiseId, made) }), 201)
  return promiseId
}

export function bodyOf(promiseId: string, { owner, fallback, dueAt, ...rest }: Promising): Make {
  return { promiseId, ...rest, ownerId: owner.memberId, fallbackId: fallback.memberId, dueAt: dueAt.toISOString() }
}

/** What the server says to one act on a promise: the promise, or the code of the refusal. */
export async function act(
  by: Person,
  promiseId: string,
  [method, path, body]: [method: 'POST' | 'PUT', path: string, body?: object],
): Promise<OwedPromise | string> {
  const answer = await by.request(`/api/promises/${promiseId}/${path}`, { method, ...(body ? { body } : {}) })
  const said = (await answer.json()) as OwedPromise & { refused?: string }
  return said.refused ?? said
}

export async function owedTo(by: Person, filter: OwedFilter = 'all', limit = 100): Promise<OwedView> {
  return (await (await by.request(`/api/owed?filter=${filter}&limit=${limit}`)).json()) as OwedView
}

/** One promise as a steward finds it, ended ones too. */
export async function promiseIn(people: People, caseId: string, promiseId: string): Promise<OwedPromise | null> {
  const answer = await people.ruth.request(`/api/promises/of/${caseId}`)
  return ((await answer.json()) as CasePromisesView).promises.find((one) => one.promiseId === promiseId) ?? null
}

/** Writes down whom every alarm goes to, instead of sending it. */
export function hearAlarms(house: TestHouse): string[][] {
  const heard: string[][] = []
  const { rates } = house.house
  const take = rates.take.bind(rates)
  let round: string[] | null = null
  rates.take = (kind, who, rate) => {
    if (kind === 'push') {
      if (!round) {
        round = []
        heard.push(round)
        queueMicrotask(() => (round = null))
      }
      round.push(who)
    }
    return take(kind, who, rate)
  }
  return heard
}

async function must(answer: Promise<Response>, status = 200): Promise<void> {
  const said = await answer
  if (said.status !== status) throw new Error(`${said.status} ${await said.text()}`)
}
