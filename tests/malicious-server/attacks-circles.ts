import { sealCard } from '../../platform/envelope/cards.ts'
import { sealGroup } from '../../platform/envelope/circles.ts'
import { newest, ownKeys, secretsOf, without, type Attack } from './attack.ts'
import { at, teamId } from './stored.ts'

/** Promises 2 and 3 for what a circle holds: its identities, and what its members are called. */
export const attacksOnCircles: Attack[] = [
  {
    name: "the circle's identity is the server's own, wrapped to Dee",
    code: 'circle.forged',
    async lie(stored, { people }) {
      const wrap = stored.wraps.findLast(({ circle, member }) => circle === 'responders' && member === people.dee.id)!
      const place = { team: teamId, group: 'circle:responders', epoch: wrap.epoch }
      const enc = newest(stored, 'responders').members.find(({ id }) => id === people.dee.id)!.enc
      wrap.sealed = await sealGroup(place, (await ownKeys()).identity, enc)
    },
  },
  {
    name: "the circle's wrap is withheld",
    code: 'circle.unopened',
    lie: (stored) =>
      void (stored.wraps = without(stored.wraps, ({ epoch }) => epoch === newest(stored, 'responders').epoch)),
  },
  {
    name: "the ladder leads to an identity of the server's own",
    code: 'circle.forged',
    async lie(stored) {
      const step = stored.ladders.findLast(({ circle }) => circle === 'responders')!
      const place = { team: teamId, group: 'circle:responders', epoch: step.epoch - 1 }
      step.sealed = await sealGroup(place, (await ownKeys()).identity, newest(stored, 'responders').recipient)
    },
  },
  {
    name: 'a step of the ladder is that of another epoch',
    code: 'file.not-for-us',
    lie(stored) {
      const [first, second] = stored.ladders.filter(({ circle }) => circle === 'responders').slice(-2)
      const sealed = first!.sealed
      first!.sealed = second!.sealed
      second!.sealed = sealed
    },
  },
  {
    name: 'two name cards are swapped: Ruth would be called Sam',
    code: 'card.other-member',
    shows: 'names',
    lie(stored, { people }) {
      const card = (id: string) => stored.cards.find(({ member }) => member === id)!
      const sealed = card(people.ruth.id).sealed
      card(people.ruth.id).sealed = card(people.sam.id).sealed
      card(people.sam.id).sealed = sealed
    },
  },
  {
    name: "a name card is the server's own: Ruth would be called by another name",
    code: 'card.forged',
    shows: 'names',
    async lie(stored, { people }) {
      const forged = { team: teamId, member: people.ruth.id, name: 'LIE', at }
      const by = { id: people.ruth.id, key: (await ownKeys()).signing }
      const sealed = await sealCard(forged, by, [newest(stored, 'responders').recipient])
      stored.cards.find(({ member }) => member === people.ruth.id)!.sealed = sealed
    },
  },
  {
    name: 'a removed steward renames Ruth',
    code: 'card.untrusted',
    shows: 'names',
    async lie(stored, { people, before }) {
      const { id, key } = await secretsOf(before, people.omar)
      const forged = { team: teamId, member: people.ruth.id, name: 'LIE', at }
      const sealed = await sealCard(forged, { id, key }, [newest(stored, 'responders').recipient])
      stored.cards.find(({ member }) => member === people.ruth.id)!.sealed = sealed
    },
  },
]
