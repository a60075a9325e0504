import type { Conversation } from '#features/chat/browser'
import type { Desk } from '#features/keys/browser'
import { sayFully } from '#platform/times'
import { choose, fill } from '#platform/words'
import { words } from '../words.ts'

type Talk = Pick<Conversation, 'talk'>
type Place = Pick<Desk, 'keyring' | 'language'> & { team: { name: string; timeZone: string } }

/** What the person and the team said to each other, as plain text: theirs to take. Nothing of the team's own notes. */
export function conversationText({ talk }: Talk, desk: Place, now: number): string {
  const say = choose(desk.language, words).text
  const { timeZone, name } = desk.team
  const time = (at: number): string => sayFully(at, desk)
  const names = desk.keyring.names()
  const lines = talk.log.rows.map(({ slot, body }) => {
    if (!body) return say.unreadable
    if (body.k === 'hello') return null
    const [kind, memberId = ''] = slot.split(':')
    const author = kind === 'caller' ? say.caller : (names.get(memberId) ?? say.someone)
    if (body.k === 'joined') return `[${time(body.at)}] ${fill(say.joined, { name: body.name })}`
    if (body.k === 'gone') return `[${time(body.at)}] ${fill(say.left, { name: body.name })}`
    if (body.k === 'bye') return `[${time(body.at)}] ${fill(say.bye, { name: author })}`
    return `[${time(body.at)}] ${author}: ${body.k === 'callback' ? body.callback.text : body.text}`
  })
  const head = fill(say.head, { team: name, time: time(now), zone: timeZone })
  return `${[head, '', ...lines.filter((line) => line !== null)].join('\n')}\n`
}
