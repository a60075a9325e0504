import type { Component } from 'svelte'
import type { Readable } from 'svelte/store'
import type { Api } from '#platform/browser/api'
import type { LiveClient } from '#platform/browser/live'
import type { Language } from '#platform/words'
import type { Keyring } from './keyring.ts'

/** What every panel of the console is handed: the doors it works through and who is sitting there. */
export type Desk = {
  api: Api
  live: LiveClient
  keyring: Keyring
  /** Verifies the team again at once: for whoever meets something of a team that this console has yet to hear of. */
  learn: () => Promise<unknown>
  language: Language
  me: { teamId: string; memberId: string; roles: string[]; permissions: string[] }
  team: { teamId: string; name: string; languages: Language[]; timeZone: string }
  /** Where the console is: `#/<path>`. Panels may go elsewhere with it. */
  go: (path: string) => void
  demo: boolean
  /** `false`: no key alone may do anything here, only together with Alt (WCAG 2.1.4). */
  readonly singleKeys?: boolean
}

/** What a panel shows: mounted with `{ desk }` and, below its path, `{ rest }`. */
export type PanelView = Component<{ desk: Desk; rest: string }>

/** One place in the console's navigation. */
export type Panel = {
  name: string
  /** Below `#/`, without slashes at either end: `team`, `talks`. */
  path: string
  title: (language: Language) => string
  /** Shown only to members who may. */
  needs?: string
  /** A number beside the title, or 0 for nothing. */
  badge?: (desk: Desk) => Readable<number>
} & (
  | { component: PanelView; load?: never }
  /** A screen that a night can do without is fetched when it is opened, or once the console is quiet. */
  | { component?: never; load: () => Promise<{ default: PanelView }> }
)
