import { callerReader, newKey } from '../../platform/envelope/wraps.ts'
import { newest, ownKeys, without, type Attack } from './attack.ts'
import type { Desk } from './console.ts'
import { hospital, line, otherLine } from './scene.ts'
import { teamId } from './stored.ts'

/** Promise 3: to whom a console will ever hand a key, and what callers of a line seal to. */
export const attacksOnReaders: Attack[] = [
  {
    name: "the caller's public key is substituted when a new key is made for them",
    code: 'reader.unproven',
    shows: 'everything true',
    lie: () => {},
    work:
      ({ caller }) =>
      async (desk) =>
        send(desk, { reader: caller.reader, recipient: (await ownKeys()).recipient }),
  },
  {
    name: "the server names a caller's page of its own, with a code made from its own key",
    code: 'reader.unproven',
    shows: 'everything true',
    lie: () => {},
    work: () => async (desk) => {
      const { recipient } = await ownKeys()
      const reader = callerReader({ team: teamId, object: hospital, kind: 'talk' }, newKey(), recipient)
      await send(desk, { reader, recipient })
    },
  },
  {
    name: 'the server asks for a key to be wrapped to somebody who is not in the team',
    code: 'reader.unknown',
    shows: 'everything true',
    lie: () => {},
    work: () => (desk) => send(desk, { reader: 'member:00000000-0000-7000-8000-00000000dead' }),
  },
  {
    name: 'the server gives a recipient of its own for a member',
    code: 'reader.unknown',
    shows: 'everything true',
    lie: () => {},
    work:
      ({ people }) =>
      async (desk) =>
        send(desk, { reader: `member:${people.ruth.id}`, recipient: (await ownKeys()).recipient }),
  },
  {
    name: 'a removed member is named as reader',
    code: 'reader.unknown',
    shows: 'everything true',
    lie: () => {},
    work:
      ({ people }) =>
      (desk) =>
        send(desk, { reader: `member:${people.omar.id}` }),
  },
  {
    name: 'an old epoch of a circle is named as reader',
    code: 'reader.unknown',
    shows: 'everything true',
    lie: () => {},
    work:
      ({ before }) =>
      (desk) =>
        send(desk, { reader: `circle:stewards:${newest(before, 'stewards').epoch}` }),
  },
  {
    name: "the intake's recipient is substituted in its statement",
    code: 'intake.forged',
    async lie(stored) {
      stored.intakes.findLast(({ statement }) => statement.line === line)!.statement.recipient = (
        await ownKeys()
      ).recipient
    },
  },
  {
    name: "the identity behind the intake is another line's",
    code: 'circle.forged',
    lie(stored) {
      const [ours, theirs] = [line, otherLine].map((id) =>
        stored.intakes.findLast(({ statement }) => statement.line === id)!,
      )
      ours!.wrap = theirs!.wrap
    },
  },
  {
    name: 'an intake statement in the middle is dropped',
    code: 'intake.broken-chain',
    lie: (stored) =>
      void (stored.intakes = without(
        stored.intakes,
        ({ statement }) => statement.line === line && statement.epoch === 1,
      )),
  },
  {
    name: 'the old intake, which Omar can open, is replayed',
    code: 'intake.stale',
    shows: 'everything true',
    lie: (stored) => void (stored.intakes = without(stored.intakes, ({ statement }) => statement.epoch === 2)),
    work: () => (desk) => send(desk, { reader: `intake:${line}` }),
    remembers: false,
  },
]

/** Dee hands the key of the conversation on to whoever the server named. */
async function send({ keyring, send: sent }: Desk, reader: { reader: string; recipient?: string }): Promise<void> {
  for (const wrap of await keyring.rewrap({ object: hospital, kind: 'talk', epoch: 2 }, [reader])) sent(wrap.sealed)
}
