/** Moves the reader to the newest heading of a page that changed below them: its h2, else its h1. */
export function focusHeading(page: HTMLElement | undefined): void {
  const heading = page?.querySelector<HTMLElement>('h2') ?? page?.querySelector<HTMLElement>('h1')
  if (!heading) return
  heading.tabIndex = -1
  heading.focus()
}
