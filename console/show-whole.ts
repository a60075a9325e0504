/** A browser scrolls until the first line of a field is there; whoever comes to it by keyboard sees the whole of it. */
export function showWhole(within: HTMLElement | undefined): void {
  const on = document.activeElement
  if (on !== within && within?.contains(on)) on?.scrollIntoView({ block: 'nearest' })
}
