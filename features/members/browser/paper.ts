/** How a paper key is shown: its groups as they are printed, so that it can be read aloud, typed and checked; else by fours. */
export function groupsOf(text: string): string[] {
  const groups = text.trim().split(/\s+/)
  return groups.length > 1 ? groups : (text.match(/.{1,4}/g) ?? [])
}

/** Whether somebody typed the last group, which shows that the paper exists. */
export function isLastGroup(text: string, typed: string): boolean {
  const last = groupsOf(text).at(-1) ?? ''
  return last !== '' && typed.replaceAll(/\s/g, '').toUpperCase() === last.toUpperCase()
}
