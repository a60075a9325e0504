import type { Theme } from '#features/members/browser'

/** `auto` follows the device by day and is always dark at night, when somebody may be asleep in the same room. */
export function themeAt(theme: Theme, hour: number): 'day' | 'night' | null {
  if (theme !== 'auto') return theme
  return hour >= 20 || hour < 7 ? 'night' : null
}

export function applyTheme(theme: Theme, at: Date = new Date()): void {
  const now = themeAt(theme, at.getHours())
  if (now) document.documentElement.dataset['theme'] = now
  else delete document.documentElement.dataset['theme']
}
