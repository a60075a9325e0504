import { isoCBOR } from '@simplewebauthn/server/helpers'
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import type { Assertion, WayIn } from './wire.ts'

type Registration = Extract<WayIn, { kind: 'passkey' }>['registration']

/**
 * For tests: a passkey in a test's hand (ES256, no attestation), which answers as a browser and its authenticator would.
 * It can also answer wrongly: for another origin, with another counter, without the person verified.
 */
export class PretendAuthenticator {
  readonly id = randomBytes(16)
  readonly #key: KeyObject
  readonly #publicKey: KeyObject
  readonly #origin: string
  counter = 0

  constructor(origin: string) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#key = privateKey
    this.#publicKey = publicKey
    this.#origin = origin
  }

  make(challenge: string, origin = this.#origin): Registration {
    const attested = Buffer.concat([Buffer.alloc(16), sized(this.id), this.id, this.#cose()])
    const object = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(Buffer.concat([this.#flags(0x45), attested]))],
    ])
    return {
      ...this.#plain(),
      response: {
        clientDataJSON: base64url(clientData('webauthn.create', challenge, origin)),
        attestationObject: base64url(isoCBOR.encode(object as never)),
        transports: ['internal'],
      },
    }
  }

  use(challenge: string, { origin = this.#origin, verified = true } = {}): Assertion {
    this.counter++
    const client = clientData('webauthn.get', challenge, origin)
    const data = this.#flags(verified ? 0x05 : 0x01)
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
    const signature = sign('sha256', signed, this.#key)
    return {
      ...this.#plain(),
      response: {
        clientDataJSON: base64url(client),
        authenticatorData: base64url(data),
        signature: base64url(signature),
      },
    }
  }

  #plain() {
    const id = base64url(this.id)
    return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} }
  }

  /** The hash of the host name, what happened, and the counter. */
  #flags(flags: number): Buffer {
    const host = createHash('sha256').update(new URL(this.#origin).hostname).digest()
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    return Buffer.concat([host, Buffer.from([flags]), counter])
  }

  #cose(): Buffer {
    const { x, y } = this.#publicKey.export({ format: 'jwk' })
    const point = (part: string | undefined) => new Uint8Array(Buffer.from(part!, 'base64url'))
    const key = new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, point(x)],
      [-3, point(y)],
    ])
    return Buffer.from(isoCBOR.encode(key as never))
  }
}

const clientData = (type: string, challenge: string, origin: string): Buffer =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))

const sized = (bytes: Uint8Array): Buffer => {
  const size = Buffer.alloc(2)
  size.writeUInt16BE(bytes.length)
  return size
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
