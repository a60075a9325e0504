import { EnvelopeError, type EnvelopeCode } from '#platform/envelope/errors'
import type { KeyringCore } from './core.ts'
import type { StreamRow } from './threads.ts'

/** What the page asks of the Worker, and what comes back. No answer ever holds a private key. */
export type Asked = { id: number; method: string; args: unknown[] }
export type Answered = { id: number } & ({ ok: unknown } | { no: EnvelopeCode | null } | { progress: number })
export type Port = {
  postMessage(message: unknown): void
  addEventListener(type: 'message' | 'error', receive: (event: { data?: unknown }) => void): void
}

/** Everything the page may ask for by name; anything else is refused. */
const plain = [
  'passkey',
  'newPaperKey',
  'paperKey',
  'begin',
  'openVault',
  'vault',
  'waysIn',
  'mergeVault',
  'deviceMemory',
  'found',
  'learnTeam',
  'verified',
  'rosters',
  'rosterHash',
  'names',
  'propose',
  'examine',
  'cosign',
  'makeIntake',
  'card',
  'learn',
  'makeKey',
  'rewrap',
  'needsKey',
  'newestEpoch',
  'nameUnder',
  'forget',
  'sealToCircle',
  'openForCircle',
  'sealForReaders',
  'openForMe',
] as const satisfies readonly (keyof KeyringCore)[]

type Ask = (core: KeyringCore, args: never, progress: (share: number) => void) => unknown
const special: Record<string, Ask> = {
  slot: (core) => core.slot,
  passphrase: (core, [ask]: [Parameters<KeyringCore['passphrase']>[0]], onProgress) =>
    core.passphrase({ ...ask, onProgress }),
  'thread.open': (core, [object, kind, rows]: [string, string, StreamRow[]]) => core.thread(object, kind).open(rows),
  'thread.glance': (core, [object, kind, rows]: [string, string, StreamRow[]]) =>
    core.thread(object, kind).glance(rows),
  'thread.beginAgain': (core, [object, kind]: [string, string]) => core.thread(object, kind).beginAgain(),
  'thread.seal': (core, [object, kind, body]: [string, string, string]) => core.thread(object, kind).seal(body),
  'thread.withdraw': (core, [object, kind]: [string, string]) => core.thread(object, kind).withdraw(),
  'thread.caughtUp': (core, [object, kind]: [string, string]) => core.thread(object, kind).caughtUp(),
}

/** Answers on this port with this keyring, until the Worker is ended. */
export function serveKeyring(port: Port, core: KeyringCore): void {
  port.addEventListener('message', (event) => {
    void answer(core, event.data as Asked, (message) => port.postMessage(message))
  })
}

async function answer(
  core: KeyringCore,
  { id, method, args }: Asked,
  send: (message: Answered) => void,
): Promise<void> {
  try {
    const ok = await run(core, { method, args }, (progress) => send({ id, progress }))
    send({ id, ok })
  } catch (thrown) {
    // Only the code: a message from deeper down might quote what it worked on.
    send({ id, no: thrown instanceof EnvelopeError ? thrown.code : null })
  }
}

function run(core: KeyringCore, { method, args }: Omit<Asked, 'id'>, progress: (share: number) => void): unknown {
  if (Object.hasOwn(special, method)) return special[method]!(core, args as never, progress)
  const name = plain.find((known) => known === method)
  if (!name) throw new EnvelopeError('bytes.malformed')
  return (core[name] as (...given: unknown[]) => unknown)(...args)
}
