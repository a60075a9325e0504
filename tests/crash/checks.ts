import type { LiveRow } from '#platform/browser/live'
import type { CasePromisesView } from '../../features/promises/wire.ts'
import { memberOf, type Row } from '../../features/chat/browser/log.ts'
import type { TalkBody } from '../../features/chat/bodies.ts'
import type { Auditor } from './auditor.ts'
import type { CrashCaller } from './caller.ts'
import type { CrashConsole } from './console.ts'
import type { Violation } from './look.ts'
import { comes, type CrashPerson } from './pages.ts'
import type { Told } from './told.ts'
import type { World } from './world.ts'

/* The invariants, once everything is whole again, from what each party was told. */

export type Scene = {
  world: World
  told: Told
  callers: readonly CrashCaller[]
  consoles: readonly CrashConsole[]
  auditor: Auditor
}

/** Every acknowledged message exists once, in its place, and in order, readable, on both sides. */
export async function keptOnce(scene: Scene, contactId: string): Promise<Violation[]> {
  const kept = scene.told.kept.filter((one) => one.contactId === contactId)
  const sides = sidesOf(scene, contactId)
  const last = Math.max(...kept.map(({ seq }) => seq ?? 0), ...sides.map((side) => side.rows().at(-1)?.seq ?? 0))
  const rows = await scene.auditor.talk(contactId, last)
  const wrong = [...placesOf(rows), ...acknowledged(rows, kept)]
  const left = unsent(scene, contactId)
  for (const { who, rows: shown, upTo } of sides) {
    const there = rows.map(([seq, id]) => `${seq} ${id}`)
    // A notice that was lost is made up for within 15 s.
    const same = await comes(() => {
      const seen = shown().map(nameOf)
      return seen.join() === there.slice(0, upTo === 'so far' ? seen.length : there.length).join()
    }, 40_000)
    if (!same) wrong.push(`${who} was shown ${shown().length} rows in another order than the ${rows.length} there are`)
    wrong.push(...orderOf(shown(), left).map((what) => `${who}: ${what}`))
  }
  return wrong.map((what) => ({ invariant: 'kept once', what: `${what} (${contactId})` }))
}

type Rows = readonly Row<TalkBody>[]
const nameOf = ({ seq, id }: { seq: number; id: string }): string => `${seq} ${id}`

type Side = { who: string; rows: () => Rows; upTo: 'all' | 'so far' }

/**
 * Pages that are open on it: the caller's, and those of who is on it. A caller's page that asked for the erasure has lost
 * its access with it, whether it heard the answer or not: nothing that came after that is shown there.
 */
function sidesOf({ callers, consoles, told }: Scene, contactId: string): Side[] {
  const caller = callers.find((one) => one.contactId === contactId && !one.isGone)
  const open = consoles.flatMap(({ person, conversations }) => {
    const found = conversations.get(contactId)
    // Intake's wraps go with the end: who had not opened it by then cannot any more, and is shown that nothing can be read.
    const cameTooLate = found?.view?.state === 'ended' && found.talk.log.rows.every(({ body }) => body === null)
    const reads = found?.state === 'open' && found.amOn && !cameTooLate
    return reads ? [{ who: person.name, rows: () => found.talk.log.rows, upTo: 'all' as const }] : []
  })
  if (!caller) return open
  const upTo = told.erasing.has(contactId) && caller.talk.connection === 'ended' ? 'so far' : 'all'
  return [{ who: 'the caller', rows: () => caller.talk.log.rows, upTo }, ...open]
}

const placesOf = (rows: readonly LiveRow[]): string[] => [
  ...rows.flatMap(([seq], at) => (seq === at + 1 ? [] : [`place ${at + 1} is ${seq}`])),
  ...(new Set(rows.map(([, id]) => id)).size === rows.length ? [] : ['a record is there twice']),
]

const acknowledged = (rows: readonly LiveRow[], kept: Told['kept']): string[] =>
  kept.flatMap(({ by, id, seq }) => {
    const found = rows.filter(([, rowId]) => rowId === id)
    if (found.length === 0) return [`a record of ${by} was acknowledged and is not there`]
    return seq !== null && found[0]![0] !== seq
      ? [`a record was acknowledged at ${seq} and stands at ${found[0]![0]}`]
      : []
  })

/** What each author is shown as not sent: refused, because it was handed over or had ended by then. */
function unsent({ callers, consoles }: Scene, contactId: string): Map<string, Set<number>> {
  const pages = [
    ...callers
      .filter((one) => one.contactId === contactId)
      .map(({ talk }) => ({ author: 'caller', pending: talk.outbox.pending })),
    ...consoles.map(({ person, conversations }) => ({
      author: person.memberId,
      pending: conversations.get(contactId)?.talk.outbox.pending ?? [],
    })),
  ]
  const stuck = (body: string): number => Number((JSON.parse(body) as { text?: string }).text)
  return new Map(
    pages.map(({ author, pending }) => [
      author,
      new Set(pending.filter(({ state }) => state === 'stuck').map(({ body }) => stuck(body))),
    ]),
  )
}

/** Every author counts: 1, 2, 3… and leaves out only what they are shown as not sent. */
function orderOf(rows: Rows, left: Map<string, Set<number>>): string[] {
  const counts = new Map<string, number>()
  return rows.flatMap(({ slot, seq, body }) => {
    if (!body) return [`row ${seq} cannot be read`]
    if (body.k !== 'text' && body.k !== 'callback') return []
    const author = memberOf(slot) ?? 'caller'
    const count = Number(body.k === 'text' ? body.text : body.callback.text)
    const before = counts.get(author) ?? 0
    counts.set(author, count)
    let next = before + 1
    while (next < count && left.get(author)?.has(next)) next++
    return count === next ? [] : [`after ${before} of ${author} comes ${count}`]
  })
}

/** Claimed, ringing, a message with an owner and a due time, or ended. */
export async function notLost({ auditor }: Scene, contactId: string): Promise<Violation[]> {
  let last = ''
  const isFound = await comes(async () => {
    const { status, contact } = await auditor.contact(contactId)
    last = `${status} ${contact?.state ?? ''}`
    if (status === 404 || contact?.state === 'ended' || (contact?.people.length ?? 0) > 0) return status !== 404
    const message = auditor.messages?.find((one) => one.contactId === contactId)
    const rings = auditor.queue?.waiting.some((one) => one.contactId === contactId) ?? false
    return rings || Boolean(message?.ownerId && message.dueAt)
  }, 40_000)
  return isFound
    ? []
    : [{ invariant: 'nobody lost', what: `nobody has it, and nobody is asked: ${contactId}, ${last}` }]
}

/** Who was told that it is theirs stands in its history; and nobody else came in while somebody held it. */
export async function oneClaimant({ world, told, auditor }: Scene, contactId: string): Promise<Violation[]> {
  const members = new Set(told.claims.filter((one) => one.contactId === contactId).map(({ memberId }) => memberId))
  if (members.size === 0) return []
  const entries = await auditor.timeline(contactId)
  const wrong = [...members]
    .filter((memberId) => !entries.some((entry) => entry.kind === 'claimed' && entry.memberId === memberId))
    .map((memberId) => `${memberId} was told that it is theirs, and it never was`)
  let holder: string | null = null
  // A history is shown by its times: after a clock that went back its order says nothing; the rounds still do (look.ts).
  for (const { kind, memberId } of world.wentBack ? [] : entries) {
    if (kind === 'offered' || kind === 'responder gone') holder = null
    if (kind === 'offer over') holder = memberId ?? holder
    if (kind !== 'claimed') continue
    if (holder && holder !== memberId)
      wrong.push(
        `${memberId} claimed it while ${holder} held it: ${entries.map((one) => `${one.kind} ${one.memberId?.slice(0, 4) ?? ''} ${one.at.slice(11, 23)}`).join(', ')}`,
      )
    holder = memberId
  }
  return wrong.map((what) => ({ invariant: 'one claimant', what: `${what} (${contactId})` }))
}

/** What was promised is there; and what is past its time is called late by now. */
export async function raised({ world, told }: Scene, steward: CrashPerson, caseId: string): Promise<Violation[]> {
  let wrong: string[] = []
  const read = async (): Promise<boolean> => {
    const answer = await steward.request(`/api/promises/of/${caseId}`).catch(() => null)
    wrong = [`what is owed cannot be read: ${answer?.status ?? 'no answer'}`]
    if (!answer?.ok) return false
    const { promises } = (await answer.json()) as CasePromisesView
    const missing = [...told.promised.keys()].filter((id) => !promises.some(({ promiseId }) => promiseId === id))
    const quiet = promises.filter(
      ({ state, late, dueAt }) =>
        ['open', 'deciding'].includes(state) && !late && Date.parse(dueAt) < world.now() - 1000,
    )
    wrong = [
      ...missing.map((id) => `it was promised and is not there: ${id}`),
      ...quiet.map(({ promiseId, state }) => `overdue, and nobody was told: ${promiseId}, ${state}`),
    ]
    return wrong.length === 0
  }
  return (await comes(read, 40_000)) ? [] : wrong.map((what) => ({ invariant: 'overdue is raised', what }))
}
