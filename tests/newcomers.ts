import assert from 'node:assert/strict'
import { alarms } from '#features/alarms'
import { contacts } from '#features/contacts'
import { holds } from '#features/holds'
import { keys } from '#features/keys'
import { lines } from '#features/lines'
import { members } from '#features/members'
import { practice } from '#features/practice'
import { shifts } from '#features/shifts'
import { training } from '#features/training'
import { minute } from '#platform/clock'
import { openTestHouse, type TestHouse } from './house.ts'
import { openPushService } from './outside.ts'
import { foundTeam, type People, type Person } from './people.ts'
import { newcomers } from '#features/newcomers'
import { openApplication, type Written } from '../features/newcomers/sealing.ts'
import { newcomersView } from '../features/newcomers/server/view.ts'
import type { CardView, PaperView } from '../features/newcomers/wire.ts'

/* For the tests of newcomers: a whole team, who was woken, somebody at the public form, and what people say of cards. */

export type Crew = {
  house: TestHouse
  people: People
  teamId: string
  /** That exactly these were woken since this was asked for last, by name, sorted; unless said, whoever was is forgotten. */
  hear: (expected?: readonly string[]) => Promise<void>
  close: () => Promise<void>
}

export async function openCrew(): Promise<Crew> {
  const floor = [members, keys, lines, practice, holds, contacts, alarms, training, shifts, newcomers]
  const [service, house] = [await openPushService(), await openTestHouse({ features: floor })]
  const people = await foundTeam(house)
  const noted = new Map<string, number>()
  const names = ['amara', 'dee', 'noor', 'ruth'] as const
  for (const name of names) {
    const body = { endpoint: `${service.url}/send/${name}` }
    await people[name].request('/api/alarms/devices', { method: 'POST', body })
  }
  return {
    house,
    people,
    teamId: people.team.teamId,
    async hear(expected) {
      await house.settled()
      for (const patience = Date.now() + 30_000; ;) {
        // Noted before a push leaves the house, so that it does not matter when it arrives.
        const sent = await house.house.db.sql<{ memberId: string; at: Date }[]>`
          select member_id as "memberId", sent_at as at from push_devices where sent_at is not null`
        const woken = sent.filter(({ memberId, at }) => noted.get(memberId) !== at.getTime())
        const heard = names.filter((name) => woken.some(({ memberId }) => memberId === people[name].memberId))
        if (expected && !expected.every((name) => heard.includes(name as never)) && Date.now() < patience) continue
        for (const { memberId, at } of woken) noted.set(memberId, at.getTime())
        if (expected) assert.deepEqual(heard, expected)
        return
      }
    },
    async close() {
      await house.close()
      service.server.close()
    },
  }
}

type Page = { status: number; html: string }

export async function see({ house }: Crew, path: string): Promise<Page> {
  const answer = await house.request(path, { headers: { accept: 'text/html' } })
  return { status: answer.status, html: await answer.text() }
}

/** What a browser without script sends, long enough after the last one that it has not to wait. */
export async function post({ house }: Crew, path: string, form: Record<string, string>): Promise<Page> {
  await house.clock.leap(3 * minute)
  const answer = await house.request(path, { method: 'POST', body: new URLSearchParams(form) })
  return { status: answer.status, html: await answer.text() }
}

export const hiddenId = (html: string): string => /name="id" value="([^"]+)"/.exec(html)![1]!
export const wordsIn = (html: string): string[] =>
  [.../<ol class="eight"[^>]*>(.*?)<\/ol>/s.exec(html)![1]!.matchAll(/<li>([^<]+)<\/li>/g)].map(([, word]) => word!)

/** Somebody fills the form in; the card that is there then, and the words. */
export async function applies(
  crew: Crew,
  name: string,
  rest: Record<string, string> = {},
): Promise<{ newcomerId: string; words: string[] }> {
  const newcomerId = hiddenId((await see(crew, '/en/help-us')).html)
  const { html } = await post(crew, '/en/help-us', { id: newcomerId, name, reach: `mail to ${name}`, ...rest })
  return { newcomerId, words: wordsIn(html) }
}

export const cardOf = async ({ house, teamId }: Crew, newcomerId: string): Promise<CardView | undefined> =>
  (await newcomersView(house.house.db.sql, teamId)).cards.find((one) => one.newcomerId === newcomerId)

export async function paperFor(by: Person, newcomerId: string): Promise<(PaperView & { written: Written }) | number> {
  const answer = await by.request(`/api/newcomers/${newcomerId}`)
  if (!answer.ok) return answer.status
  const paper = (await answer.json()) as PaperView
  return { ...paper, written: await openApplication(by.keyring, newcomerId, paper.sealed) }
}

/** The status of one request, or the code of its refusal. Whose session ended in the weeks that passed signs in again. */
export async function ask(
  person: Person,
  [method, path, body]: [string, string, (object | undefined)?],
): Promise<number | string> {
  const send = (): Promise<Response> => person.request(`/api/newcomers/${path}`, { method, ...(body ? { body } : {}) })
  let answer = await send()
  if (answer.status === 401) {
    await person.signIn()
    answer = await send()
  }
  if (answer.ok || answer.status === 403) return answer.status
  return ((await answer.json()) as { refused?: string }).refused ?? answer.status
}
