import { setTimeout as wait } from 'node:timers/promises'
import { second } from '#platform/clock'
import { randomId } from '#platform/ids'
import type { Chance } from './chance.ts'
import type { CrashPerson } from './pages.ts'
import type { Told } from './told.ts'
import type { World } from './world.ts'

type Given = {
  world: World
  told: Told
  chance: Chance
  people: readonly CrashPerson[]
  caseId: string
  isOver: () => boolean
}

/** What Dee and Mateo promise while everything breaks: made, moved, given away, begun, kept, or forgotten until it is due. */
export async function promising(given: Given): Promise<void> {
  const { chance, told, isOver } = given
  while (!isOver()) {
    await wait(150 + chance.below(400))
    const known = [...told.promised.keys()]
    if (known.length < 4 && chance.next() < 0.5) await make(given)
    else if (known.length > 0) await act(given, chance.one(known))
  }
}

async function make({ world, told, chance, people, caseId, isOver }: Given): Promise<void> {
  const [owner, fallback] = chance.next() < 0.5 ? [people[0]!, people[1]!] : [people[1]!, people[0]!]
  const dueAt = world.now() + (20 + chance.below(100)) * second
  const promise = {
    promiseId: randomId(),
    kind: chance.one(['callback', 'follow-up'] as const),
    caseId,
    ownerId: owner.memberId,
    fallbackId: fallback.memberId,
    dueAt: new Date(dueAt).toISOString(),
  }
  // Said again until it is answered; what is refused was never promised.
  while (!isOver()) {
    const status = await statusOf(owner.request('/api/promises', { method: 'POST', body: promise }))
    if (status === 201) return void told.promised.set(promise.promiseId, { ...promise, dueAt, ended: false })
    if (status >= 400 && status < 500) return
    await wait(60)
  }
}

async function act({ world, chance, people }: Given, promiseId: string): Promise<void> {
  const dueAt = new Date(world.now() + (10 + chance.below(200)) * second).toISOString()
  const by = chance.one(people)
  const [method, path, body] = chance.one([
    ['POST', 'attempt', { attemptId: randomId() }],
    ['PUT', 'due', { dueAt }],
    ['PUT', 'owner', { to: chance.one(people).memberId }],
    ['POST', 'kept', undefined],
  ] as const)
  await statusOf(by.request(`/api/promises/${promiseId}/${path}`, { method, ...(body ? { body } : {}) }))
}

/** 0 when there was no answer. */
const statusOf = (answer: Promise<Response>): Promise<number> =>
  answer.then(
    async (one) => (await one.body?.cancel(), one.status),
    () => 0,
  )
