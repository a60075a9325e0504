/** How a paper key is shown: groups of six, so that it can be read aloud, typed and checked. */
export const groupsOf = (text: string): string[] => text.match(/.{1,6}/g) ?? []

/** Whether somebody typed the last group, which shows that the paper exists. */
export function isLastGroup(text: string, typed: string): boolean {
  const last = groupsOf(text).at(-1) ?? ''
  return typed.replaceAll(/\s/g, '').toUpperCase() === last.toUpperCase()
}
