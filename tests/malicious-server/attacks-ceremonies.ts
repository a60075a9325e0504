import { sealGroup } from '../../platform/envelope/circles.ts'
import { demandCommitment, commitment, newNonce, sixDigits } from '../../platform/envelope/comparison.ts'
import { headOf, type Roster } from '../../platform/envelope/roster.ts'
import { KeyringCore } from '../../features/keys/browser/core/core.ts'
import type { Package } from '../../features/keys/wire.ts'
import { newest, ownKeys, type Attack } from './attack.ts'
import type { Desk } from './console.ts'
import type { Scene } from './scene.ts'
import { at, found, newPerson, nothingStored, teamId, viewOf } from './stored.ts'

const ghost = '00000000-0000-7000-8000-00000000dead'

/** Promise 3 while the team changes: what a second steward is shown and signs, and whom a newcomer joins. */
export const attacksOnCeremonies: Attack[] = [
  {
    ...cosigning('a proposal to remove Sam is shown to the second steward with a ghost in it', 'roster.forged'),
    work: proposal(async (proposed) => {
      const { recipient, signing } = await ownKeys()
      proposed.rosters[0]!.members.push({ id: ghost, roles: ['responder'], enc: recipient, sign: signing.sign })
    }),
  },
  {
    ...cosigning("the new circle's identity in a proposal is the server's own", 'circle.forged'),
    work: proposal(async (proposed, { people }) => {
      const wrap = proposed.wraps.find(({ member }) => member === people.amara.id)!
      const seat = proposed.rosters[0]!.members.find(({ id }) => id === people.amara.id)!
      const place = { team: teamId, group: 'circle:responders', epoch: wrap.epoch }
      wrap.sealed = await sealGroup(place, (await ownKeys()).identity, seat.enc)
    }),
  },
  {
    ...cosigning(
      "a proposal is shown without the second steward's own wrap: they would lock themselves out",
      'circle.unopened',
    ),
    work: proposal((proposed, { people }) => {
      proposed.wraps = proposed.wraps.filter(({ member }) => member !== people.amara.id)
    }),
  },
  {
    ...cosigning(
      'the new intake is taken out of a removal: callers would go on sealing to who has left',
      'intake.stale',
    ),
    work: proposal((proposed) => void (proposed.intakes = [])),
  },
  {
    ...cosigning("the intake in a removal is the server's own", 'intake.forged'),
    work: proposal(async (proposed) => void (proposed.intakes[0]!.statement.recipient = (await ownKeys()).recipient)),
  },
  {
    ...cosigning('the signature of the first steward is taken off', 'roster.unsigned'),
    work: proposal((proposed) => void (proposed.rosters[0]!.signatures = [])),
  },
  {
    ...cosigning('a proposal is moved to another epoch', 'roster.broken-chain'),
    work: proposal((proposed) => void (proposed.rosters[0]!.epoch += 1)),
  },
  {
    name: 'a newcomer whose link names the true stewards is shown another team',
    code: 'roster.forked',
    shows: 'everything true',
    lie: () => {},
    work: (scene) => (desk) => join(scene, desk, { served: 'another team' }),
  },
  {
    name: "a newcomer is shown the team with an older stewards' roster than the link names",
    code: 'roster.rolled-back',
    shows: 'everything true',
    lie: () => {},
    work: (scene) => (desk) => join(scene, desk, { served: 'an old team' }),
  },
  {
    name: "a newcomer without a link is not let in on the server's word",
    code: 'roster.unpinned',
    shows: 'everything true',
    lie: () => {},
    work: (scene) => (desk) => join(scene, desk, { served: 'the team', link: false }),
  },
  {
    name: "a newcomer's keys are substituted after they were committed to",
    code: 'comparison.broken',
    shows: 'everything true',
    lie: () => {},
    work:
      () =>
      async ({ send }) => {
        const [newcomer, server] = [await ownKeys(), await ownKeys()]
        const keys = ({ recipient, signing }: typeof newcomer) => ({ enc: recipient, sign: signing.sign })
        const nonce = newNonce()
        demandCommitment(commitment(nonce, keys(newcomer)), nonce, keys(server))
        send('a seat for the server')
      },
  },
  {
    name: 'the server stands between newcomer and steward with keys of its own towards each: the digits differ',
    code: 'comparison.broken',
    shows: 'everything true',
    lie: () => {},
    work:
      () =>
      async ({ send }) => {
        const [newcomer, server] = [await ownKeys(), await ownKeys()]
        const keys = ({ recipient, signing }: typeof newcomer) => ({ enc: recipient, sign: signing.sign })
        const nonces = { newcomer: newNonce(), steward: newNonce() }
        const compared = { rosterHash: 'the same', stewardKeys: [keys(await ownKeys())], nonces }
        const read = [keys(newcomer), keys(server)].map((newcomerKeys) => sixDigits({ ...compared, newcomerKeys }))
        // Two people compare these by voice; the console of the steward goes on only when they say "the same".
        if (read[0] === read[1]) send('a seat for the server')
        else demandCommitment(read[0]!, read[1]!, keys(newcomer))
      },
  },
]

function cosigning(name: string, code: Attack['code']): Pick<Attack, 'name' | 'code' | 'who' | 'shows' | 'lie'> {
  return { name, code, who: 'amara', shows: 'everything true', lie: () => {} }
}

type Tamper = (proposed: Package, scene: Scene) => void | Promise<void>

/** Ruth proposes to remove Sam; the server changes the proposal on its way to Amara, who is asked to sign it. */
function proposal(tamper: Tamper): NonNullable<Attack['work']> {
  return (scene) => async (desk) => {
    const proposed = await scene.people.ruth.keyring.propose({ kind: 'remove', member: scene.people.sam.id }, at)
    await tamper(proposed, scene)
    for (const { sig } of await desk.keyring.cosign(proposed)) desk.send(sig)
  }
}

/** Somebody new follows their link and is then served some team. */
async function join(
  { now, before }: Scene,
  { send }: Desk,
  given: { served: 'the team' | 'an old team' | 'another team'; link?: boolean },
): Promise<void> {
  const keyring = new KeyringCore()
  const stewards = headOf(newest(now, 'stewards'))
  await keyring.begin({ team: teamId, member: ghost, stewards: given.link === false ? null : stewards })
  const served = { 'the team': now, 'an old team': before, 'another team': await anotherTeam(stewards.epoch) }[
    given.served
  ]
  await keyring.learnTeam(viewOf(served, ghost))
  send('a vault with false pins')
}

/** A team of the server's own that has come as far as the true one. */
async function anotherTeam(epochs: number): Promise<typeof other> {
  const other = nothingStored()
  const mallory = await newPerson('Mallory', '00000000-0000-7000-8000-0000000000bd', ['steward'])
  await found(other, mallory)
  for (let epoch = 2; epoch <= epochs; epoch++) {
    const roles = epoch % 2 === 0 ? (['steward', 'responder'] as const) : (['steward'] as const)
    const next = await mallory.keyring.propose({ kind: 'roles', member: mallory.id, roles: [...roles] }, at)
    other.rosters.push(...(next.rosters as Roster[]))
    other.wraps.push(...next.wraps)
    other.ladders.push(...next.ladders)
    await mallory.keyring.learnTeam(viewOf(other, mallory.id))
  }
  return other
}
