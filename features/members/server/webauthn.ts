/**
 * What verifies passkeys is a fifth of all that a start would read, and nobody signs in by one for hours: it is read with the first.
 * Everybody waits for a start, also after a crash.
 */
export const webauthn = (): Promise<typeof import('@simplewebauthn/server')> => import('@simplewebauthn/server')
