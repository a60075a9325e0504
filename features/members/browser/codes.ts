import { Secret, TOTP } from 'otpauth'

const codeOf = (seed: string, team: string): TOTP =>
  new TOTP({ issuer: 'Beside', label: team, secret: Secret.fromBase32(seed), algorithm: 'SHA1', digits: 6, period: 30 })

/** 160 random bits, as authenticator apps take them (base32, 32 letters). */
export const newSeed = (): string => new Secret({ size: 20 }).base32

/** What the square code holds. */
export const addressFor = (seed: string, team: string): string => codeOf(seed, team).toString()

/** Whether the app shows the right code now, give or take one. The server checks again at every sign-in. */
export const codeIsRight = (seed: string, code: string): boolean =>
  codeOf(seed, 'Beside').validate({ token: code.replaceAll(/\s/g, ''), window: 1 }) !== null
