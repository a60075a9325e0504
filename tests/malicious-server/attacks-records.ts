import { callerSlot, memberSlot, recordKey, sealRecord } from '../../platform/envelope/records.ts'
import { Thread } from '../../platform/envelope/thread.ts'
import { newKey } from '../../platform/envelope/wraps.ts'
import type { StreamRow } from '../../features/keys/browser/core/threads.ts'
import { edit, type Attack } from './attack.ts'
import { append, hospital, kitchen, type Scene } from './scene.ts'
import { teamId, type Stored } from './stored.ts'

const talk = `${hospital} talk`
const rows = (stored: Stored): StreamRow[] => stored.streams.get(talk)!
const set = (stored: Stored, changed: StreamRow[]): void =>
  void stored.streams.set(
    talk,
    changed.map(([, id, record], at) => [at + 1, id, record]),
  )
const kept = 'names and what came before'

/** Promise 2 for what people say to each other. The stream: caller, caller, Dee, Dee (new key), caller (new key). */
export const attacksOnRecords: Attack[] = [
  {
    name: 'two records are swapped',
    code: 'record.missing',
    shows: 'names',
    lie(stored) {
      const [first, second, ...others] = rows(stored)
      set(stored, [second!, first!, ...others])
    },
  },
  {
    name: 'a record in the middle is dropped',
    code: 'record.missing',
    shows: kept,
    lie: (stored) => set(stored, rows(stored).toSpliced(1, 1)),
  },
  {
    name: "all of one author's records are dropped: the answer names what it answered",
    code: 'record.missing',
    shows: 'names',
    lie: (stored, { caller }) =>
      set(
        stored,
        rows(stored).filter(([, , record]) => !record.includes(`"s":"${caller.slot}"`)),
      ),
  },
  {
    name: 'the last record is withheld from a device that has seen it',
    code: 'record.rolled-back',
    shows: kept,
    lie: (stored) => set(stored, rows(stored).slice(0, -1)),
  },
  {
    name: 'the whole conversation is rolled back for a device that has seen more',
    code: 'record.rolled-back',
    shows: kept,
    lie: (stored, { before }) => void stored.streams.set(talk, before.streams.get(talk)!),
  },
  {
    name: 'a record is served a second time',
    code: 'record.replayed',
    shows: kept,
    lie: (stored) => set(stored, [...rows(stored), rows(stored)[0]!]),
  },
  {
    name: 'a record is replaced by an earlier one',
    code: 'record.replayed',
    shows: kept,
    lie: (stored) => set(stored, rows(stored).with(1, rows(stored)[0]!)),
  },
  {
    name: "the caller's words are reflected as Ruth's",
    code: 'record.tampered',
    shows: 'names',
    lie: (stored, { people }) =>
      edit(stored, talk, { at: 0, change: (record) => void (record['s'] = memberSlot(people.ruth.id)) }),
  },
  {
    name: "the caller's words are reflected as another page of the caller's",
    code: 'record.tampered',
    shows: 'names',
    lie: (stored) => edit(stored, talk, { at: 0, change: (record) => void (record['s'] = callerSlot()) }),
  },
  {
    name: 'a record of another conversation is served in this one',
    code: 'record.tampered',
    shows: 'names',
    lie: (stored) => set(stored, [stored.streams.get(`${kitchen} talk`)![0]!, ...rows(stored)]),
  },
  {
    name: 'what the crew wrote among themselves is served where the caller reads along',
    code: 'record.tampered',
    shows: kept,
    lie: (stored) => set(stored, rows(stored).with(2, stored.streams.get(`${hospital} crew`)![0]!)),
  },
  {
    name: 'one bit of a record is flipped',
    code: 'record.tampered',
    shows: 'names',
    lie: (stored) =>
      edit(stored, talk, { at: 0, change: (record) => void (record['b'] = flipped(record['b'] as string)) }),
  },
  {
    name: 'a record is truncated',
    code: 'record.tampered',
    shows: 'names',
    lie: (stored) =>
      edit(stored, talk, { at: 0, change: (record) => void (record['b'] = (record['b'] as string).slice(0, 400)) }),
  },
  {
    name: 'a record is cut to nothing',
    code: 'record.tampered',
    shows: 'names',
    lie: (stored) => edit(stored, talk, { at: 0, change: (record) => void (record['b'] = '') }),
  },
  {
    name: 'a record is renumbered so that the dropped one is not missed',
    code: 'record.forked',
    shows: kept,
    lie(stored) {
      set(stored, rows(stored).toSpliced(1, 1))
      edit(stored, talk, { at: 3, change: (record) => void (record['n'] = 2) })
      set(stored, [rows(stored)[0]!, rows(stored)[3]!])
    },
  },
  {
    name: 'the heads in a record are changed, so that it seems to answer something else',
    code: 'record.tampered',
    shows: kept,
    lie: (stored) => edit(stored, talk, { at: 2, change: (record) => void (record['h'] = {}) }),
  },
  {
    name: 'a record is said to be under another key epoch',
    code: 'record.tampered',
    shows: 'names',
    lie: (stored) => edit(stored, talk, { at: 0, change: (record) => void (record['e'] = 2) }),
  },
  {
    name: 'an unknown field is added, where a lie could ride along',
    code: 'record.malformed',
    shows: 'names',
    lie: (stored) => edit(stored, talk, { at: 0, change: (record) => void (record['author'] = 'Ruth') }),
  },
  {
    name: 'a record is not JSON',
    code: 'record.malformed',
    shows: 'names',
    lie: (stored) => set(stored, [[1, crypto.randomUUID(), '{"v":1'], ...rows(stored)]),
  },
  {
    name: "the server writes a record of its own, in Ruth's name",
    code: 'record.tampered',
    shows: kept,
    lie: (stored, { people }) => forge(stored, { slot: memberSlot(people.ruth.id), key: newKey(), epoch: 2 }),
  },
  {
    name: "a removed steward, who held the first key, writes under it in a caller's name after the new key came",
    code: 'record.old-epoch',
    shows: kept,
    lie: (stored, { caller }) => forge(stored, { slot: callerSlot(), key: caller.keys.get(1)!, epoch: 1 }),
  },
  {
    name: "a removed steward continues the caller's own chain under the old key",
    code: 'record.old-epoch',
    shows: kept,
    lie: (stored, scene) => forgeInSlot(stored, scene),
  },
]

type Forgery = { slot: string; key: Uint8Array; epoch: number }

/** Writes a record at the end of the stream with whatever key the server or its accomplice has. */
async function forge(stored: Stored, { slot, key, epoch }: Forgery): Promise<void> {
  const thread = new Thread({ team: teamId, object: hospital, kind: 'talk' }, () => key as never)
  append(stored, talk, await thread.seal(slot, epoch, 'LIE'))
}

/** The accomplice read along while he could, and so knows where the caller's chain stands. */
async function forgeInSlot(stored: Stored, { caller }: Scene): Promise<void> {
  const thread = new Thread({ team: teamId, object: hospital, kind: 'talk' }, (epoch) => caller.keys.get(epoch) ?? null)
  for (const [, , record] of rows(stored)) await thread.accept(record)
  // Without naming what he has seen, so that only the caller's own chain can tell.
  const place = { ...thread.next(caller.slot, 1), h: {} }
  const key = await recordKey(caller.keys.get(1)!, thread.conversation, caller.slot)
  append(stored, talk, await sealRecord(key, thread.conversation, { place, body: 'LIE' }))
}

const flipped = (body: string): string => {
  const bytes = Buffer.from(body, 'base64url')
  bytes[40]! ^= 1
  return bytes.toString('base64url')
}
