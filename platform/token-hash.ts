import { createHash } from 'node:crypto'

/** What is kept of a bearer token. Tokens are 256 random bits, so a plain hash is enough. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()
