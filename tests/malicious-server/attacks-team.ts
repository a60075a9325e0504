import { makeIdentity, recipientOf } from '../../platform/envelope/identity.ts'
import { headOf, rosterHash, signRoster, type Roster } from '../../platform/envelope/roster.ts'
import { newest, ownKeys, secretsOf, without, type Attack } from './attack.ts'
import { found, newPerson, nothingStored, type Stored } from './stored.ts'

const ghost = '00000000-0000-7000-8000-00000000dead'

/** Promise 3: the server can never add a reader; and promise 2 as far as it concerns who is in the team. */
export const attacksOnTheTeam: Attack[] = [
  {
    name: 'a ghost member is added to the newest roster',
    code: 'roster.forged',
    async lie(stored) {
      const { recipient, signing } = await ownKeys()
      newest(stored, 'responders').members.push({ id: ghost, roles: ['responder'], enc: recipient, sign: signing.sign })
    },
  },
  {
    name: "a ghost member comes in a roster of their own, signed with the server's key in Ruth's name",
    code: 'roster.forged',
    async lie(stored, { people }) {
      const { recipient, signing } = await ownKeys()
      const before = newest(stored, 'responders')
      const members = [
        ...before.members,
        { id: ghost, roles: ['responder' as const], enc: recipient, sign: signing.sign },
      ]
      const next: Roster = {
        ...before,
        epoch: before.epoch + 1,
        prev: rosterHash(before),
        recipient,
        members,
        signatures: [],
      }
      stored.rosters.push(await signRoster(next, { id: people.ruth.id, key: signing }))
    },
  },
  {
    name: 'a role is changed: Sam becomes a coordinator',
    code: 'roster.forged',
    lie(stored, { people }) {
      newest(stored, 'responders')
        .members.find(({ id }) => id === people.sam.id)!
        .roles.push('coordinator')
    },
  },
  {
    name: 'a public key is substituted: keys for Ruth would be sealed to the server',
    code: 'roster.forged',
    async lie(stored, { people }) {
      newest(stored, 'responders').members.find(({ id }) => id === people.ruth.id)!.enc = (await ownKeys()).recipient
    },
  },
  {
    name: "a circle's recipient is substituted: what is sealed to the stewards would be the server's",
    code: 'roster.forged',
    async lie(stored) {
      newest(stored, 'stewards').recipient = (await ownKeys()).recipient
    },
  },
  {
    name: "a circle is renamed: the responders' roster is served as the stewards'",
    code: 'roster.forged',
    lie: (stored) => rename(stored, { from: 'responders', to: 'stewards' }),
  },
  {
    name: "a circle is renamed on a device that has no pins for it: the coordinators' roster as the responders'",
    code: 'roster.forged',
    who: 'sam',
    remembers: false,
    lie: (stored) => rename(stored, { from: 'coordinators', to: 'responders' }),
  },
  {
    name: "another team is served under this team's name, whole and correctly signed by its own steward",
    code: 'roster.rolled-back',
    lie: async (stored) => otherTeam(stored),
  },
  {
    name: 'an accomplice and a mistaken steward sign another roster for an epoch this device has already verified',
    code: 'roster.forked',
    async lie(stored, { people, before }) {
      const [omar, noor] = [await secretsOf(before, people.omar), await secretsOf(before, people.noor)]
      const forked = { ...stored, rosters: structuredClone(before.rosters) }
      await push(forked, omar, 'stewards')
      stored.rosters = [...forked.rosters.slice(0, -1), await signRoster(forked.rosters.at(-1)!, noor)]
    },
  },
  {
    name: 'rosters of a team with another id are served',
    code: 'roster.other-team',
    lie(stored) {
      for (const roster of stored.rosters) roster.team = '00000000-0000-7000-8000-0000000000ff'
    },
  },
  {
    name: 'old epochs are replayed: everything as it was before Omar was removed',
    code: 'roster.rolled-back',
    lie: (stored, { before }) => void (stored.rosters = structuredClone(before.rosters)),
  },
  {
    name: 'one circle is rolled back: the responders as they were, Omar among them',
    code: 'roster.rolled-back',
    lie: (stored, { before }) => {
      const old = before.rosters.filter((roster) => roster.circle === 'responders')
      stored.rosters = [...without(stored.rosters, (roster) => roster.circle === 'responders'), ...structuredClone(old)]
    },
  },
  {
    name: 'half a change is served to a console that was away: stewards without Omar, responders with him',
    code: 'roster.stale-stewards',
    who: 'sam',
    lie: (stored, { before }) => {
      const old = before.rosters.filter((roster) => roster.circle === 'responders')
      stored.rosters = [...without(stored.rosters, (roster) => roster.circle === 'responders'), ...structuredClone(old)]
    },
  },
  {
    name: 'a roster in the middle is dropped',
    code: 'roster.broken-chain',
    lie: (stored) =>
      void (stored.rosters = without(stored.rosters, ({ circle, epoch }) => circle === 'responders' && epoch === 3)),
  },
  {
    name: "a removed steward signs a later stewards' roster",
    code: 'roster.forged',
    lie: async (stored, { people, before }) => push(stored, await secretsOf(before, people.omar), 'stewards'),
  },
  {
    name: "a removed steward signs a later responders' roster, as today's steward",
    code: 'roster.forged',
    lie: async (stored, { people, before }) => push(stored, await secretsOf(before, people.omar), 'responders'),
  },
  {
    name: "a removed steward signs a later roster under the stewards' roster in which he still sat",
    code: 'roster.stale-stewards',
    async lie(stored, { people, before }) {
      const old = headOf(newest(before, 'stewards'))
      await push(stored, await secretsOf(before, people.omar), 'responders', old)
    },
  },
  {
    name: 'a removed steward forks the responders before his removal, for a console that was away',
    code: 'roster.stale-stewards',
    who: 'sam',
    async lie(stored, { people, before }) {
      const forked = { ...stored, rosters: structuredClone(before.rosters) }
      const [omar, noor] = [await secretsOf(before, people.omar), await secretsOf(before, people.noor)]
      // Even with a second signature that Noor once gave to something else: the harness gives him a real one.
      await push(forked, omar, 'responders')
      const last = forked.rosters.pop()!
      const responders = before.rosters.filter((roster) => roster.circle === 'responders')
      const others = without(stored.rosters, (roster) => roster.circle === 'responders')
      stored.rosters = [
        ...others,
        ...structuredClone(responders),
        await signRoster(last, { id: noor.id, key: noor.key }),
      ]
    },
  },
  {
    name: "two stewards were shown another stewards' roster when they signed: what they signed does not hold here",
    code: 'roster.stale-stewards',
    async lie(stored, { people, now }) {
      const [amara, noor] = [await secretsOf(now, people.amara), await secretsOf(now, people.noor)]
      await push(stored, amara, 'responders', {
        ...headOf(newest(now, 'stewards')),
        hash: rosterHash(newest(now, 'coordinators')),
      })
      stored.rosters.push(await signRoster(stored.rosters.pop()!, noor))
    },
  },
  {
    name: 'a roster with one signature where two are needed',
    code: 'roster.unsigned',
    lie: (stored) => void newest(stored, 'stewards').signatures.pop(),
  },
  {
    name: 'the one signature is served twice',
    code: 'roster.forged',
    lie(stored) {
      const { signatures } = newest(stored, 'stewards')
      signatures[1] = { ...signatures[0]! }
    },
  },
  {
    name: 'one steward signs under two names',
    code: 'roster.forged',
    lie(stored, { people }) {
      const { signatures } = newest(stored, 'stewards')
      signatures[1] = { by: people.noor.id, sig: signatures[0]!.sig }
    },
  },
  {
    name: "a roster names an older stewards' roster than it was signed under",
    code: 'roster.forged',
    lie: (stored, { before }) => void (newest(stored, 'responders').stewards = headOf(newest(before, 'stewards'))),
  },
]

/** The next roster of a circle, with a ghost in it, signed by an accomplice. */
async function push(
  stored: Stored,
  by: Awaited<ReturnType<typeof secretsOf>>,
  circle: Roster['circle'],
  stewards = newest(stored, circle).stewards,
): Promise<void> {
  const before = newest(stored, circle)
  const identity = await makeIdentity()
  const { recipient, signing } = await ownKeys()
  const roles = circle === 'stewards' ? (['steward'] as const) : (['responder'] as const)
  const members = [...before.members, { id: ghost, roles: [...roles], enc: recipient, sign: signing.sign }]
  const next: Roster = {
    ...before,
    epoch: before.epoch + 1,
    prev: rosterHash(before),
    recipient: await recipientOf(identity),
    members,
    stewards,
    signatures: [],
  }
  stored.rosters.push(await signRoster(next, by))
}

function rename(stored: Stored, { from, to }: { from: Roster['circle']; to: Roster['circle'] }): void {
  const served = stored.rosters.filter((roster) => roster.circle === from)
  stored.rosters = without(stored.rosters, (roster) => roster.circle === to)
  stored.rosters.push(
    ...served.map((roster) => ({
      ...structuredClone(roster),
      circle: to,
      stewards: to === 'stewards' ? null : roster.stewards,
    })),
  )
}

async function otherTeam(stored: Stored): Promise<void> {
  const other = nothingStored()
  await found(other, await newPerson('Mallory', ghost, ['steward']))
  stored.rosters = other.rosters
}
