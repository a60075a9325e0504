/** What an address is good for, before the first passkey is bound to it. */
export type AddressState = 'good' | 'local' | 'numbers' | 'insecure'

export function stateOfAddress(origin: string): AddressState {
  const { hostname, protocol } = new URL(origin)
  if (hostname === 'localhost') return 'local'
  if (/^[\d.]+$|^\[/.test(hostname)) return 'numbers'
  return protocol === 'https:' ? 'good' : 'insecure'
}

/** The origin somebody typed, when it may become the public address; null when it may not. A missing https:// is added. */
export function readAddress(typed: string): string | null {
  const text = typed.trim()
  if (text === '') return null
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`)
    const isBare = url.pathname === '/' && !url.search && !url.hash && !url.username
    return isBare && url.protocol === 'https:' && stateOfAddress(url.origin) === 'good' ? url.origin : null
  } catch {
    return null
  }
}

/** Letters and emoji are counted as people see them in a row, not as bytes. */
export const lengthOf = (text: string): number => [...text.trim()].length
