import type { Desk, Panel } from '#features/keys/browser'
import type { Lock } from '#features/members/browser'

/** The desk as the console assembles it: `lock.unlockWithin(20_000)` is how "Answer" waits for the vault after its claim. */
export type ConsoleDesk = Desk & { lock: Lock }

/** Whose eyes a screen has; the shell tells their names. */
export type Readers = 'everyone' | 'team' | 'responders' | 'leaders' | 'working' | 'cases' | 'you'
/** What a screen stands together with in the navigation. `you` has no heading: it is one's own settings. */
export type ScreenGroup = 'tonight' | 'afterwards' | 'crew' | 'team' | 'you'
/** `startFor`: who may do this starts here, instead of on the first screen they may see. */
export type Screen = Panel & { group: ScreenGroup; readers: Readers; startFor?: string }
