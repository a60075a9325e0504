import { base64url, canonical, fromBase64url, hasExactly, parseObject, text, utf8 } from './bytes.ts'
import { demand } from './errors.ts'

/* age says nothing of what a file is about. A label inside says it, and is asked for when it is opened. */

export const labelled = (team: string, about: string, bytes: Uint8Array): Uint8Array =>
  utf8(canonical({ v: 1, team, about, bytes: base64url(bytes) }))

export function unlabelled(team: string, about: string, bytes: Uint8Array): Uint8Array {
  const inside = parseObject(text(bytes), 'file.other-place')
  demand(hasExactly(inside, ['about', 'bytes', 'team', 'v']) && inside.v === 1, 'file.other-place')
  demand(inside.team === team && inside.about === about, 'file.other-place')
  return fromBase64url(inside.bytes as string)
}
