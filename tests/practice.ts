import { randomId } from '#platform/ids'
import { configOf, deskOf, doorsOf, until } from '../features/chat/acting.ts'
import { CallerTalk } from '../features/chat/browser/caller/talk.ts'
import type { QueueView } from '../features/queue/wire.ts'
import type { TestHouse } from './house.ts'
import type { People, Person } from './people.ts'

/* For the tests of practice: who starts one, who plays the caller, what a console is shown. */

export type Started = { practiceId: string; path: string; token: string; status: number }

/** `by` starts a practice in which these answer, and has the link. */
export async function startPractice(by: Person, lineId: string, members: Person[]): Promise<Started> {
  const practiceId = randomId()
  const memberIds = members.map(({ memberId }) => memberId)
  const answer = await by.request('/api/practices', { method: 'POST', body: { practiceId, lineId, memberIds } })
  const { path = '' } = (await answer.json()) as { path?: string }
  return { practiceId, path, token: path.split('/').at(-1)!, status: answer.status }
}

/** Whoever has the link opens it, with script, and presses start. */
export async function playCaller(house: TestHouse, path: string): Promise<{ talk: CallerTalk; answer: Response }> {
  const config = await configOf(house, path)
  const talk = await CallerTalk.make(doorsOf(house, config), () => {})
  house.endWith(() => talk.wipe())
  const opening = await talk.opening(config.recipients)
  const first = await talk.sealed(await talk.hello())
  const answer = await house.request('/api/chats', { method: 'POST', body: { ...opening, first } })
  if (answer.ok) talk.listen()
  return { talk, answer }
}

/** A console that is open and connected, and what it is shown of the queue. */
export async function consoleOf(house: TestHouse, people: People, person: Person) {
  const desk = deskOf(house, people, person)
  const seen: { view: QueueView | null } = { view: null }
  desk.live.follow('queue', '', { onView: (view: QueueView) => (seen.view = view) })
  await until(() => seen.view, 'the queue being shown')
  return {
    desk,
    get view(): QueueView {
      return seen.view!
    },
    rings: (contactId: string) =>
      until(() => seen.view!.rings.find((ring) => ring.contactId === contactId), 'the ring'),
  }
}

/** A snapshot of a topic as this console is shown it now. */
export function viewOf<View>(desk: { live: { follow: unknown } }, topic: string, key: string): Promise<View> {
  const follow = (desk.live as { follow: (t: string, k: string, f: object) => () => void }).follow.bind(desk.live)
  return new Promise((resolve) => {
    const stop = follow(topic, key, {
      onView(view: View) {
        queueMicrotask(() => stop())
        resolve(view)
      },
    })
  })
}
