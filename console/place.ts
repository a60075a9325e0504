/** Where the console is: `#/talks/abc` is the panel `talks` with the rest `abc`. */
export type Place = { path: string; rest: string }

export function placeOf(hash: string): Place {
  const [path = '', ...rest] = hash.replace(/^#\/?/, '').split('/')
  return { path, rest: rest.join('/') }
}

/** A store of the place, from the address. `go` never adds the same place twice. */
export const place = {
  subscribe(read: (now: Place) => void): () => void {
    const tell = (): void => read(placeOf(location.hash))
    tell()
    addEventListener('hashchange', tell)
    return () => removeEventListener('hashchange', tell)
  },
}

export function go(path: string): void {
  const hash = `#/${path.replace(/^\//, '')}`
  if (location.hash !== hash) location.hash = hash
}

/** Takes a link's secret out of the address and the history, once it was read. */
export function forgetPlace(): void {
  history.replaceState(null, '', location.pathname)
  dispatchEvent(new HashChangeEvent('hashchange'))
}
