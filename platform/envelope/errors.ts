/** Everything the envelope can refuse. The first part names what was wrong, the second how. */
export type EnvelopeCode =
  | 'locked'
  | 'bytes.malformed'
  | 'identity.refused'
  | 'recipient.refused'
  | 'file.malformed'
  | 'file.mixed-recipients'
  | 'file.costly'
  | 'file.not-for-us'
  | 'file.truncated'
  | 'file.other-place'
  | 'wrap.other-place'
  | 'wrap.malformed'
  | 'key.unknown'
  | 'key.unsigned'
  | 'key.forged'
  | 'key.changed'
  | 'key.stale'
  | 'key.unlinked'
  | 'reader.unknown'
  | 'reader.unproven'
  | 'record.malformed'
  | 'record.tampered'
  | 'record.replayed'
  | 'record.missing'
  | 'record.forked'
  | 'record.old-epoch'
  | 'record.rolled-back'
  | 'record.unread'
  | 'signature.malformed'
  | 'roster.malformed'
  | 'roster.other-team'
  | 'roster.other-circle'
  | 'roster.broken-chain'
  | 'roster.unsigned'
  | 'roster.forged'
  | 'roster.rolled-back'
  | 'roster.forked'
  | 'roster.stale-stewards'
  | 'roster.disagree'
  | 'roster.unpinned'
  | 'roster.refused'
  | 'circle.forged'
  | 'circle.unopened'
  | 'intake.malformed'
  | 'intake.other-place'
  | 'intake.broken-chain'
  | 'intake.unsigned'
  | 'intake.forged'
  | 'intake.stale'
  | 'card.other-member'
  | 'card.forged'
  | 'card.untrusted'
  | 'vault.forged'
  | 'vault.other-member'
  | 'vault.ways-in'
  | 'words.unknown'
  | 'words.count'
  | 'paper-key.malformed'
  | 'comparison.broken'
  | 'padding.malformed'

/** The only error this folder throws on purpose. It never carries content or keys: `code` says all. */
export class EnvelopeError extends Error {
  readonly code: EnvelopeCode
  constructor(code: EnvelopeCode) {
    super(code)
    this.name = 'EnvelopeError'
    this.code = code
  }
}

/** The code of any thrown value: ours, or the given one when something below us threw. */
export const codeOf = (thrown: unknown, otherwise: EnvelopeCode): EnvelopeCode =>
  thrown instanceof EnvelopeError ? thrown.code : otherwise

/** Throws `code` unless the condition holds. */
export function demand(condition: unknown, code: EnvelopeCode): asserts condition {
  if (!condition) throw new EnvelopeError(code)
}

/** Runs it, and turns whatever it throws that is not ours into `code`. */
export async function guarded<T>(code: EnvelopeCode, run: () => Promise<T> | T): Promise<T> {
  try {
    return await run()
  } catch (thrown) {
    throw new EnvelopeError(codeOf(thrown, code))
  }
}
