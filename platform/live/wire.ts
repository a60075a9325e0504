import { z } from 'zod'

/** What crosses the socket, as JSON text frames. The browser's half (platform/browser/live.ts) uses the same letters. */
const id = z.union([z.number().int(), z.string().max(64)])
const key = z.string().max(200).default('')
const name = z.string().min(1).max(80)

export const frameSchema = z.union([
  z.strictObject({ hello: z.strictObject({ bearer: z.string().min(16).max(256).optional() }) }),
  z.strictObject({ id, say: name, body: z.unknown().optional() }),
  z.strictObject({ id, follow: name, key, after: z.number().int().min(0).max(2147483647).default(0) }),
  z.strictObject({ id, leave: name, key }),
])
export type Frame = z.infer<typeof frameSchema>
export type FrameId = string | number

export const limits = {
  /** Bytes of one frame from a client. */
  frame: 64 * 1024,
  follows: 150,
  /** Messages waiting to be handled for one socket. */
  waiting: 64,
  /** Frames from one socket: this many at once, then so many per second. */
  burst: 200,
  perSecond: 60,
  /** Bytes on their way to one socket: pushes pause above the first, go on below the second, it is closed above the third. */
  congested: 256 * 1024,
  flowing: 64 * 1024,
  hopeless: 4 * 1024 * 1024,
  /** Sockets of one process, and those among them that have not said who they are: the oldest of these makes place. */
  sockets: 5000,
  strangers: 500,
  /** Sockets of one member or one caller: tabs and devices, and those whose end nobody has noticed yet. */
  each: 30,
}

/** Milliseconds on the real clock: these are about the network's health, not about due times. */
export type Pauses = Record<'hello' | 'beat' | 'hopeless' | 'recheck' | 'drain', number>
export const usualPauses: Pauses = { hello: 5000, beat: 20_000, hopeless: 40_000, recheck: 60_000, drain: 2000 }

/** 4401: not, or no longer, signed in: do not come back. 1001: we are restarting: come back at once. */
export const closing = { signedOut: 4401, restarting: 1001, notUnderstood: 4400, tooFast: 4429, tooSlow: 4408 }
