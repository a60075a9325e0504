/** Where this device remembers, or null where it may not. */
export function shelf(): Storage | null {
  try {
    return globalThis.localStorage ?? null
  } catch {
    return null
  }
}
