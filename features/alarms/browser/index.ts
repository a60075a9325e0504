/** The door of alarms for consoles: one section of the settings. `<NotificationsSettings {desk} />` */
export { default as NotificationsSettings } from './NotificationsSettings.svelte'
