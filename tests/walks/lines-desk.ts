import { mount, unmount } from 'svelte'
import '#ui/tokens.css'
import '#ui/base.css'
import Toast from '#ui/Toast.svelte'
import type { Desk } from '#features/keys/browser'
import { linesPanel } from '#features/lines/browser'
import { makeApi } from '#platform/browser/api'

// The lines panel at a desk of its own: the console around it is walked elsewhere.

const language = location.search === '?es' ? 'es' : 'en'
document.documentElement.lang = language
const desk = {
  api: makeApi({ language: () => language, offline: () => 'The server did not answer.' }),
  keyring: { makeIntake: (line: string) => Promise.resolve({ statement: { line }, wrap: 'sealed' }) },
  language,
  me: { teamId: 't', memberId: 'ruth', roles: ['steward'], permissions: ['lines.edit'] },
  team: { teamId: 't', name: 'Neighbors', languages: ['en', 'es'], timeZone: 'America/New_York' },
  go: (path: string) => void (location.hash = `#/${path}`),
  demo: false,
} as unknown as Desk

const room = document.body.appendChild(document.createElement('main'))
const { default: LinesPanel } = await linesPanel.load!()
let shown: object | undefined
function show(): void {
  if (shown) void unmount(shown)
  const rest = location.hash.replace(/^#\/lines\/?/, '')
  shown = mount(LinesPanel, { target: room, props: { desk, rest } })
}
mount(Toast, { target: document.body, props: { more: (count: number) => `${count} older` } })
addEventListener('hashchange', show)
show()
