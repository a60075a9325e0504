import { LiveClient } from '#platform/browser/live'
import { makeApi } from '#platform/browser/api'
import type { CallerWords } from '../../caller-words.ts'
import type { CallerConfig } from '../../wire.ts'
import { CallerPage } from './page.ts'
import styles from './caller.css?url'
import type { Doors } from './talk.ts'

/**
 * The only script of the chat's page and of the message form. It keeps nothing on the device: no cookie, no storage, no
 * worker. "Leave now" empties the page before this script hears of it; then everything it knew is dropped.
 */
const languages: Record<CallerConfig['language'], () => Promise<{ default: CallerWords }>> = {
  en: () => import('../../words/caller.en.json'),
  es: () => import('../../words/caller.es.json'),
}
const place = document.querySelector<HTMLElement>('#beside')

/** Somebody is in the form for pages without script, or has written in it. */
const hasBegun = (page: HTMLElement): boolean =>
  page.querySelector('form :focus') !== null ||
  [...page.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('textarea, input[type=text]')].some(
    ({ value }) => value !== '',
  )

if (place?.dataset['config']) {
  const config = JSON.parse(place.dataset['config']) as CallerConfig
  let gone = false
  addEventListener('leave', () => (gone = true), { once: true })
  document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: styles }))
  const { default: words } = await languages[config.language]()
  const offline = (): string => words.problem.offline
  const doors: Doors = {
    config,
    api: (bearer) => makeApi({ language: () => config.language, offline, bearer }),
    connect(bearer, heard) {
      const live = new LiveClient({ bearer })
      live.state.subscribe(heard)
      return live
    },
    now: () => Date.now(),
  }
  // Who pressed "Leave now" while the words were on their way is gone: nothing is drawn over what they went to. And who has
  // begun to write in the form for pages without script keeps it, with what it says about itself.
  if (!gone && !hasBegun(place)) {
    const page = new CallerPage(place, doors, words)
    addEventListener('leave', () => page.leave())
    page.open()
  }
}
