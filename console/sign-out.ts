const hearing = new Set<() => void>()

/** Signing out from any screen: the shell hears it and does it. */
export function signOut(): void {
  hearing.forEach((hear) => hear())
}

export function onSignOut(hear: () => void): () => void {
  hearing.add(hear)
  return () => void hearing.delete(hear)
}
