import type { Desk } from '#features/keys/browser'
import type { ContactKeys } from './contact-keys.ts'
import { Track } from './track.ts'

type Of = { desk: Desk; contactId: string; keys: ContactKeys; changed: () => void }

/** One of the two tracks of a contact, as whoever works it reads and writes it. */
export function contactTrack<Body extends object>(
  { desk: { keyring, live }, contactId, keys, changed }: Of,
  kind: 'talk' | 'crew',
  read: (json: string, slot: string) => Body | null,
): Track<Body> {
  return new Track<Body>({
    read,
    thread: () => keyring.thread(contactId, kind),
    send: (id, record) => live.say('contact.write', { contactId, track: kind, id, record }),
    renew: () => keys.renew(kind),
    online: () => live.state.get() === 'open',
    fetch: () => keys.fetch(),
    changed,
  })
}
