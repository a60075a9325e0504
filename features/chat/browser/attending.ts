import type { Desk } from '#features/keys/browser'
import { ringer } from '#features/queue/browser'
import { Attention } from './attention.ts'
import { conversationsOf } from './conversations.ts'
import { say } from './saying.ts'

const known = new WeakSet<Desk['live']>()

/** Begins once for each console, with the badge that its navigation shows. */
export function payAttention(desk: Desk): void {
  if (known.has(desk.live)) return
  known.add(desk.live)
  const status = Object.assign(document.createElement('p'), { className: 'visually-hidden', role: 'status' })
  document.body.append(status)
  const attention = new Attention({
    looksAt: (contactId) => !document.hidden && location.hash.endsWith(`talks/${contactId}`),
    count: (unread) => {
      const bare = document.title.replace(/^\(\d+\) /, '')
      document.title = unread > 0 ? `(${unread}) ${bare}` : bare
    },
    call: () => {
      ringer.chime()
      status.textContent = ''
      setTimeout(() => (status.textContent = say(desk.language).console.newWords), 50)
    },
    soon: (work) => void setTimeout(work, 250),
  })
  conversationsOf(desk).subscribe((list) => attention.received(list))
}
