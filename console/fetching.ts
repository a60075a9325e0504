import type { PanelView } from '#features/keys/browser'
import type { Screen } from './desk.ts'

/*
 * Screens that a night can do without are fetched when they are opened, and all one may open once the console is quiet: a
 * connection that is lost later takes none of them away. The service worker takes no part: it keeps nothing, ever.
 */

/** Milliseconds after a connection stands: what somebody does first comes first. */
export const quietAfter = 2_000

type Place = Pick<Screen, 'path' | 'component' | 'load'>
const have = new Map<string, PanelView>()

/** What a screen shows, when it is here already. */
export const viewOf = ({ path, component }: Place): PanelView | undefined => component ?? have.get(path)

/** Throws when it cannot be had now; asked again it is fetched again. */
export async function fetchView(screen: Place): Promise<PanelView> {
  const view = viewOf(screen)
  if (view) return view
  fetchStylesAgain()
  const { default: fetched } = await screen.load!()
  have.set(screen.path, fetched)
  return fetched
}

/** One after the other; the first that does not come ends it, until the connection stands again. */
export async function fetchQuietly(screens: readonly Place[]): Promise<void> {
  for (const screen of screens) {
    try {
      await fetchView(screen)
    } catch {
      return
    }
  }
}

/** Style sheets that did not come. Some browsers give even those an empty sheet, so only their errors tell. */
const unstyled = new Set<HTMLLinkElement>()
globalThis.document?.addEventListener('error', note, true)

function note({ target }: Event): void {
  if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') unstyled.add(target)
}

/** The link of one that did not come stays in the page, and nobody asks for it any more: a copy of it asks again. */
function fetchStylesAgain(): void {
  for (const link of unstyled) link.replaceWith(link.cloneNode())
  unstyled.clear()
}
