import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContactView, Wrap } from '#features/contacts'
import type { Desk } from '#features/keys/browser'
import { letBetween } from '../../tests/meeting.ts'
import { openTestHouse } from '../../tests/house.ts'
import { signToo } from '../../tools/founding.ts'
import { change } from '../keys/browser/stewarding.ts'
import { conversationOf, deesNight, deskOf, floor, until } from './acting.ts'
import { ContactKeys } from './browser/contact-keys.ts'

/* Two consoles, one key: whoever is slower opens the other's, and nobody is told of a key that cannot be opened. */

type Answer = { contact: ContactView; wraps: Wrap[] }

test('Dee’s other console makes a key in the moment this one looks: what this one is told of the keys fits together', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { dee, talk } = await deesNight(house)
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  await house.settled()
  const other = new ContactKeys(dee, talk.contactId, async () => [])
  const meanwhile = letBetween(house.house.db, /content_key/, () => other.renew('crew'))
  const { contact, wraps } = await dee.api.get<Answer>(`/api/contacts/${talk.contactId}`)
  meanwhile.stop()
  assert.ok(meanwhile.isDone, 'it was made while this one looked')
  for (const kind of ['talk', 'crew'] as const) {
    const epochs = wraps.filter((wrap) => wrap.kind === kind).map(({ epoch }) => epoch)
    assert.ok(
      Math.max(0, ...epochs) >= contact.made[kind],
      `${kind}: ${contact.made[kind]} were made, ${epochs} are here`,
    )
  }
})

test('Mateo is brought in before his console has heard that Sam was removed: he opens the key that was made since', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { people, dee, talk } = await deesNight(house)
  const { ruth, amara, mateo, sam } = people
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const hers = conversationOf(house, dee, talk.contactId)
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  assert.equal(await change(ruth, { kind: 'remove', member: sam.memberId }), 'open')
  await signToo(amara)
  await people.dee.learn()
  await hers.keys.renewAll()
  assert.equal(await dee.keyring.newestEpoch(talk.contactId, 'talk'), 2)
  hers.write('Mateo is coming')
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'text'), 'it being kept under the new key')
  await hers.invite(mateo.memberId, 'help')
  const his = conversationOf(house, deskOf(house, people, mateo), talk.contactId)
  await until(() => his.state !== 'opening', 'an answer on his console')
  assert.equal(his.state, 'open')
  await until(() => his.talk.log.rows.length >= hers.talk.log.rows.length, 'him having everything')
  assert.ok(his.talk.log.rows.every(({ body }) => body))
})

test('a key that could not be opened is looked for again with the next connection, not only after the next unlocking', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { dee, talk } = await deesNight(house)
  await dee.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  await new ContactKeys(dee, talk.contactId, async () => []).renew('crew')
  await dee.keyring.forget(talk.contactId)
  let isHidden = true
  const connected: ((state: string) => void)[] = []
  const hers = conversationOf(
    house,
    {
      ...dee,
      api: {
        ...dee.api,
        async get(path: string) {
          const answer = await dee.api.get<Answer>(path)
          return isHidden && answer.wraps
            ? { ...answer, wraps: answer.wraps.filter(({ kind }) => kind === 'talk') }
            : answer
        },
      },
      live: {
        follow: (...what: Parameters<typeof dee.live.follow>) => dee.live.follow(...what),
        state: { subscribe: (read: (state: string) => void) => (connected.push(read), () => {}), get: () => 'open' },
        say: (...what: Parameters<typeof dee.live.say>) => dee.live.say(...what),
      },
    } as unknown as Desk,
    talk.contactId,
  )
  await until(() => hers.state === 'unopened', 'being told')
  isHidden = false
  for (const tell of connected) tell('open')
  await until(() => hers.state === 'open', 'it being open')
})
