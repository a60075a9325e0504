import { EnvelopeError, type EnvelopeCode } from '../../platform/envelope/errors.ts'
import { KeyringCore } from '../../features/keys/browser/core/core.ts'
import { hospital, kitchen, line } from './scene.ts'
import { teamId, viewOf, type Person, type Stored } from './stored.ts'

/** What came of a sitting in front of this server: what the screen showed, what was sent, and what stopped it. */
export type Sitting = { shown: string[]; sent: string[]; refused: EnvelopeCode | null }
/** The desk in front of the member: the keyring as the console drives it, with everything shown and sent written down. */
export type Desk = {
  keyring: KeyringCore
  stored: Stored
  person: Person
  show(text: string): void
  send(what: string): void
}

/**
 * A member sits down at a fresh console in front of `stored` (true or not): unlocks, learns the team, opens the keys, reads
 * both contacts, then does `work`. Anything the keyring refuses ends the sitting, as a careful console would.
 */
export async function sit(given: {
  stored: Stored
  person: Person
  memory?: string | undefined
  work?: Work | undefined
}): Promise<Sitting> {
  const { stored, person, memory, work = reply } = given
  const sitting: Sitting = { shown: [], sent: [], refused: null }
  const keyring = new KeyringCore()
  const desk: Desk = {
    keyring,
    stored,
    person,
    show: (text) => sitting.shown.push(text),
    send: (what) => sitting.sent.push(what),
  }
  try {
    await unlock(desk, memory)
    await meet(desk)
    await read(desk)
    await work(desk)
  } catch (thrown) {
    if (!(thrown instanceof EnvelopeError)) throw thrown
    sitting.refused = thrown.code
  } finally {
    keyring.lock()
  }
  return sitting
}

export type Work = (desk: Desk) => Promise<void>

async function unlock({ keyring, stored, person }: Desk, memory?: string): Promise<void> {
  await keyring.paperKey(person.paper[0]!)
  await keyring.openVault({
    team: teamId,
    member: person.id,
    file: stored.vaults.get(person.id)!,
    memory: memory ?? null,
  })
}

async function meet({ keyring, stored, person, show }: Desk): Promise<void> {
  const { refused } = await keyring.learnTeam(viewOf(stored, person.id))
  keyring.names().forEach((name) => show(name))
  stopAt(refused[0]?.code)
  stopAt((await keyring.learn(stored.contentWraps)).refused[0]?.code)
}

async function read(desk: Desk): Promise<void> {
  for (const contact of [hospital, kitchen]) {
    for (const kind of ['talk', 'crew']) await readTrack(desk, contact, kind)
  }
}

async function readTrack({ keyring, stored, show }: Desk, contact: string, kind: string): Promise<void> {
  // Need to know: a member without the key of a track is not served it either.
  if ((await keyring.newestEpoch(contact, kind)) === 0) return
  const thread = keyring.thread(contact, kind)
  for (const row of await thread.open(stored.streams.get(`${contact} ${kind}`) ?? [])) {
    if ('error' in row) stopAt(row.error)
    else show(row.body)
  }
  await thread.caughtUp()
}

/** The ordinary work: write to both tracks, hand the key on, make a new one, seal something for the stewards, save the vault. */
export const reply: Work = async ({ keyring, person, send }) => {
  for (const kind of ['talk', 'crew']) send(await keyring.thread(hospital, kind).seal('I will stay with you'))
  const readers = [`member:${person.id}`, `intake:${line}`, 'circle:stewards'].map((reader) => ({ reader }))
  for (const wrap of await keyring.rewrap({ object: hospital, kind: 'talk', epoch: 2 }, readers)) send(wrap.sealed)
  for (const wrap of await keyring.makeKey({ object: hospital, kind: 'crew', epoch: 3 }, readers)) send(wrap.sealed)
  send(String(await keyring.sealToCircle('stewards', new Uint8Array([1]))))
  send(await keyring.vault())
}

function stopAt(code: EnvelopeCode | undefined): void {
  if (code) throw new EnvelopeError(code)
}
