/*
 * The door of keys for consoles.
 * `SetUp` at `#/set-up/<token>` and `Join` at `#/join/<link>` are shown to whoever has no session yet:
 *   <SetUp {api} {keyring} {language} token={…} onEntered={() => …} />   <Join {api} {keyring} {language} rest={…} onEntered={() => …} />
 * `onEntered`: there is a session now and the keyring is unlocked with its team learned: the shell asks /api/me and goes on.
 * `teamPanel` is the page `#/team`.
 */
export type { Desk, Panel, PanelView } from './desk.ts'
export { Keyring, type KeyName, type KeyringThread, type OpenedRow, type Reader, type StreamRow } from './keyring.ts'
export { spawnKeyringWorker } from './keyring-spawn.ts'
export { default as SetUp } from './SetUp.svelte'
export { default as SetUpDone } from './SetUpDone.svelte'
export { default as Join } from './Join.svelte'
export { teamPanel } from './team-panel.ts'
export { keepLearning, learn, saveVault, type Forged } from './learning.ts'
