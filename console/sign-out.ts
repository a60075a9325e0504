/** Signing out from any screen: the shell hears it and does it. */
export const signOut = (): boolean => dispatchEvent(new Event('beside-sign-out'))
