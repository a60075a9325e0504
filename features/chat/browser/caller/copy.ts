import { fill } from '#platform/words'
import type { CallerWords } from '../../caller-words.ts'
import type { TalkBody } from '../../bodies.ts'
import { isCaller, memberOf, type Row } from '../log.ts'
import { h } from './dom.ts'

type Said = { rows: readonly Row<TalkBody>[]; words: CallerWords; language: string; lineName: string }

/** What was said, as text, in this device's own time: what a caller may take with them. */
export function saidText({ rows, words, language, lineName }: Said): string {
  const say = words.talk
  const names = new Map<string, string>()
  const time = (at: number): string =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))
  const lines = rows.flatMap(({ slot, body }) => {
    if (!body) return [say.unreadable]
    const member = memberOf(slot)
    if (member && 'name' in body) names.set(member, body.name)
    const name = (member && names.get(member)) ?? say.crew
    if (body.k === 'joined') return [fill(say.joined[body.as], { name })]
    if (body.k === 'gone') return [fill(say.gone, { name })]
    if (body.k === 'bye') return [fill(say.bye, { name })]
    if (body.k === 'callback') return [`[${say.you}] ${body.callback.text}`]
    return body.k === 'text' || body.k === 'reply'
      ? [`[${time(body.at)}] ${isCaller(slot) ? say.you : name}: ${body.text}`]
      : []
  })
  return `${[lineName, '', ...lines].join('\n')}\n`
}

/**
 * Gives the text to the browser's downloads: the only thing this page ever leaves on a device, and only when it is asked to. The file's
 * name says nothing.
 */
export function saveSaid(said: Said): void {
  const href = URL.createObjectURL(new Blob([saidText(said)], { type: 'text/plain' }))
  h('a', { href, download: 'text.txt' }).click()
  setTimeout(() => URL.revokeObjectURL(href), 60_000)
}
