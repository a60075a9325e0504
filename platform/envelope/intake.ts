import { hasExactly, hashOf, without } from './bytes.ts'
import { demand } from './errors.ts'
import { isRecipient } from './identity.ts'
import type { Recipient } from './identity.ts'
import { lastRemoval, memberIn, rosterHash } from './roster.ts'
import type { Circle, Roster, RosterHead, RosterMember } from './roster.ts'
import { sign, verified } from './signing.ts'
import type { Signature, SigningKey } from './signing.ts'

/** What callers of one line seal to, and which responders roster can open it. */
export type IntakeStatement = {
  v: 1
  team: string
  line: string
  epoch: number
  recipient: Recipient
  responders: RosterHead
  prev: string | null
  signatures: Signature[]
}
export type Chains = Record<Circle, readonly Roster[]>

const fields = ['epoch', 'line', 'prev', 'recipient', 'responders', 'signatures', 'team', 'v'] as const

export const intakeHash = (statement: IntakeStatement): string => hashOf(unsigned(statement))

/** The statement with this member's signature. */
export async function signIntake(
  statement: Omit<IntakeStatement, 'signatures'>,
  by: { id: string; key: SigningKey },
): Promise<IntakeStatement> {
  return { ...statement, signatures: [{ by: by.id, sig: await sign(by.key, 'intake', statement) }] }
}

/**
 * Verifies the statements of one line, first to last, against verified rosters. Every one must be signed by somebody who
 * is or was a steward or coordinator; whether the last may still be sealed to is asked with `intakeIsCurrent`.
 */
export async function verifyIntakes(
  statements: readonly IntakeStatement[],
  expected: { team: string; line: string },
  chains: Chains,
): Promise<void> {
  for (const [at, statement] of statements.entries()) {
    refuseShape(statement)
    demand(statement.team === expected.team && statement.line === expected.line, 'intake.other-place')
    const before = statements[at - 1]
    demand(statement.epoch === at + 1 && statement.prev === (before ? intakeHash(before) : null), 'intake.broken-chain')
    const named = chains.responders[statement.responders.epoch - 1]
    demand(named !== undefined && rosterHash(named) === statement.responders.hash, 'intake.broken-chain')
    demand(await verifyIntake(statement, chains), 'intake.forged')
  }
}

/** Whether one of the stewards or coordinators, then or now, signed this very statement. */
async function verifyIntake(statement: IntakeStatement, chains: Chains): Promise<boolean> {
  const { by, sig } = statement.signatures[0]!
  for (const { sign: publicKey } of signersEver(by, chains)) {
    if (await verified(publicKey, 'intake', { statement: unsigned(statement), sig })) return true
  }
  return false
}

/**
 * Whether things may still be sealed to this statement: nobody who could open it has been removed since, and its signer is
 * still a member with the key that signed. Otherwise it only serves to open what came before.
 */
export async function intakeIsCurrent(statement: IntakeStatement, chains: Chains): Promise<boolean> {
  if (statement.responders.epoch < lastRemoval(chains.responders)) return false
  const { by, sig } = statement.signatures[0]!
  const signer = memberIn(chains.responders.at(-1), by)
  return signer !== null && (await verified(signer.sign, 'intake', { statement: unsigned(statement), sig }))
}

const unsigned = (statement: IntakeStatement): Omit<IntakeStatement, 'signatures'> => without(statement, 'signatures')

/** Everybody who ever stood under this id among stewards and coordinators, once per signing key. */
function signersEver(id: string, chains: Chains): RosterMember[] {
  const stood = [...chains.stewards, ...chains.coordinators].flatMap((roster) => memberIn(roster, id) ?? [])
  return [...new Map(stood.map((member) => [member.sign, member])).values()]
}

function refuseShape(statement: IntakeStatement): void {
  demand(statement !== null && typeof statement === 'object' && hasExactly(statement, fields), 'intake.malformed')
  demand(
    statement.v === 1 && Number.isSafeInteger(statement.epoch) && isRecipient(statement.recipient),
    'intake.malformed',
  )
  demand(statement.responders !== null && typeof statement.responders === 'object', 'intake.malformed')
  demand(typeof statement.responders.hash === 'string', 'intake.malformed')
  demand(Array.isArray(statement.signatures) && statement.signatures.length > 0, 'intake.unsigned')
  demand(statement.signatures.length === 1 && typeof statement.signatures[0]!.by === 'string', 'intake.malformed')
}
