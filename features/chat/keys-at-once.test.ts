import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContactView, Wrap } from '#features/contacts'
import { letBetween } from '../../tests/between.ts'
import { openTestHouse } from '../../tests/house.ts'
import { deesNight, floor } from './acting.ts'
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
