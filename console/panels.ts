import type { Component } from 'svelte'
import { teamPanel } from '#features/keys/browser'
import { choose } from '#platform/words'
import type { ConsoleDesk, Screen } from './desk.ts'
import SettingsScreen from './SettingsScreen.svelte'
import { words } from './words.ts'

/** The console's screens, in the order of the navigation; the first one a member may see is where they start. */
export const screens: Screen[] = [
  { ...teamPanel, readers: 'team' },
  {
    name: 'settings',
    path: 'settings',
    title: (language) => choose(language, words).settings,
    component: SettingsScreen as Screen['component'],
    readers: 'you',
  },
]

/** What stands above every screen, locked or not: the ringing first, then the duty. Both are without content. */
export const bars: { name: string; component: Component<never> }[] = []

/** Other features' parts of the settings screen. */
export const settingsParts: Component<{ desk: ConsoleDesk }>[] = []
