/** A random identifier (UUIDv4): for callers, contacts, records and promises, because a v7 would tell the millisecond. */
export const randomId = (): string => crypto.randomUUID()

/** An identifier that sorts by time (UUIDv7): for team configuration only. `at` is in milliseconds. */
export function orderedId(at: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(at / 2 ** (8 * (5 - i))) % 256
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** A bearer token of `bytes` random bytes (32 unless told), base64url: where guessing matters. */
export const randomToken = (bytes = 32): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
