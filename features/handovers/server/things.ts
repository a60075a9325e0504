import type { Sql } from '#platform/database'
import { caseOf, casesOf } from '#features/cases'
import { messagesLeft } from '#features/chat'
import { unkeptPromises } from '#features/promises'
import { heldNow } from '#features/queue'
import type { What } from '../rules.ts'

/** Something open, and in whose hands it is now. */
export type Thing = {
  what: What
  objectId: string
  ownerId: string
  kind: 'talk' | 'message' | 'callback' | 'follow-up' | 'case'
  dueAt: Date | null
  late: boolean
  /** The case it belongs to: only who can open that may have it. */
  caseId: string | null
  /** A steward decides about it. */
  deciding: boolean
  /** A conversation that is offered rings with everybody on duty. */
  rings: boolean
}
type Named = { what: What; objectId: string }
export type Looking = { ownerIds: string[]; before: Date; named: readonly Named[] }

export const nameOf = ({ what, objectId }: Named): string => `${what} ${objectId}`

/** Everything open in these hands, of promises what is due before then, and whatever is named if it is still open, in whosever hands. Never practice. */
export async function thingsNow(sql: Sql, teamId: string, looking: Looking): Promise<Map<string, Thing>> {
  const wanted = new Set(looking.named.map(nameOf))
  const owners = new Set(looking.ownerIds)
  const found = [
    await talks(sql, teamId),
    await messages(sql, teamId),
    await promised(sql, teamId, looking),
    await handedCases(sql, teamId, looking),
  ].flat()
  const asked = found.filter((thing) => wanted.has(nameOf(thing)) || (owners.has(thing.ownerId) && thing.inTime))
  return new Map(asked.map((thing) => [nameOf(thing), thing]))
}

type Found = Thing & { inTime: boolean }
const plain = { dueAt: null, late: false, caseId: null, deciding: false, rings: false, inTime: true }

const talks = async (sql: Sql, teamId: string): Promise<Found[]> =>
  (await heldNow(sql, teamId)).map(({ contactId, holderId, offered }) => ({
    ...plain,
    what: 'talk',
    kind: 'talk',
    objectId: contactId,
    ownerId: holderId,
    rings: offered,
  }))

async function messages(sql: Sql, teamId: string): Promise<Found[]> {
  const open = (await messagesLeft(sql, teamId)).filter(({ state, practice }) => state === 'open' && !practice)
  return open.flatMap(({ contactId, ownerId, dueAt, late }) => {
    const one = { ...plain, what: 'message', kind: 'message', objectId: contactId } as const
    return ownerId ? [{ ...one, ownerId, dueAt: new Date(dueAt), late }] : []
  })
}

async function promised(sql: Sql, teamId: string, { ownerIds, before, named }: Looking): Promise<Found[]> {
  const promiseIds = named.filter(({ what }) => what === 'promise').map(({ objectId }) => objectId)
  const rows = await unkeptPromises(sql, teamId, { ownerIds, before, promiseIds })
  return rows.map(({ promiseId, caseId, kind, state, ownerId, dueAt, late }) => ({
    what: 'promise',
    objectId: promiseId,
    ownerId,
    kind,
    dueAt,
    late,
    caseId,
    deciding: state === 'deciding',
    rings: false,
    inTime: dueAt < before,
  }))
}

/** A case handed to somebody waits in their hands for a yes. */
async function handedCases(sql: Sql, teamId: string, { ownerIds, named }: Looking): Promise<Found[]> {
  const theirs = await Promise.all(ownerIds.map((memberId) => casesOf(sql, teamId, memberId)))
  const caseIds = named.filter(({ what }) => what === 'case').map(({ objectId }) => objectId)
  const others = await Promise.all(caseIds.map((caseId) => caseOf(sql, teamId, caseId)))
  return [...theirs.flat(), ...others].flatMap((of) =>
    of?.offer && of.state === 'open' && of.practiceId === null
      ? [
          {
            ...plain,
            what: 'case',
            kind: 'case',
            objectId: of.caseId,
            ownerId: of.offer.to,
            caseId: of.caseId,
          } as const,
        ]
      : [],
  )
}
