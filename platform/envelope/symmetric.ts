import { base64url, fromBase64url, join, randomBytes, utf8 } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import { demand, guarded } from './errors.ts'
import { pad, unpad } from './padding.ts'

/** Pads and seals under a 32-byte key; `about` says what it is and must be said again to open it. Base64url. */
export async function sealUnder(key: Uint8Array, about: string, content: Uint8Array): Promise<string> {
  const iv = randomBytes(12)
  const parameters = { name: 'AES-GCM', iv, additionalData: utf8(about) }
  return base64url(join(iv, new Uint8Array(await crypto.subtle.encrypt(parameters, await imported(key), pad(content)))))
}

/** The content, or `file.truncated` when a byte, the key or what it is about differs. */
export function openUnder(key: Uint8Array, about: string, sealed: string): Promise<Bytes> {
  return guarded('file.truncated', async () => {
    const bytes = fromBase64url(sealed)
    demand(bytes.length > 28, 'file.truncated')
    const parameters = { name: 'AES-GCM', iv: bytes.subarray(0, 12), additionalData: utf8(about) }
    return unpad(new Uint8Array(await crypto.subtle.decrypt(parameters, await imported(key), bytes.subarray(12))))
  })
}

const imported = (key: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', key as Bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
