/** What the server said yes to, to whom: written down as it is said, and never taken back. */
export type Kept = { contactId: string; by: string; id: string; seq: number | null }
export type Promised = { promiseId: string; caseId: string; dueAt: number; ended: boolean }

export class Told {
  /** Records that were acknowledged. */
  readonly kept: Kept[] = []
  /** Chats whose start was acknowledged. */
  readonly begun = new Set<string>()
  /** Members who were told that a contact is theirs. */
  readonly claims: { contactId: string; memberId: string }[] = []
  /** Contacts whose caller asked for their erasure, answered or not: they may be gone an hour later. */
  readonly erasing = new Set<string>()
  /** How much was said yes to, in all. */
  get count(): number {
    return this.kept.length + this.begun.size + this.claims.length + this.promised.size
  }

  readonly promised = new Map<string, Promised>()
}
