import type { Context } from 'hono'
import type { ZodType } from 'zod'
import type { Clock } from '#platform/clock'
import type { Config } from '#platform/config'
import type { AfterCommit, Database, Sql } from '#platform/database'
import type { Deadlines } from '#platform/deadlines'
import type { KeyStore } from '#platform/key-store'
import type { Live } from '#platform/live'
import type { Log } from '#platform/log'
import type { MomentHandler, Moments } from '#platform/moments'
import type { Rates } from '#platform/rates'
import type { Streams } from '#platform/streams'
import type { Credentials, Guard, Visitor, Visitors } from '#platform/visitors'
import type { Language } from '#platform/words'

/** What every feature is handed when the server starts. */
export type House = {
  config: Config
  clock: Clock
  db: Database
  streams: Streams
  deadlines: Deadlines
  live: Live
  moments: Moments
  keyStore: KeyStore
  rates: Rates
  log: Log
  /** A line for whoever started the server, printed with what to open and never logged: for one-time links. */
  announce: (line: string) => void
}

/** What every feature hands back. A part is left out when there is nothing to say. */
export type Feature = {
  name: string
  routes?: (house: House) => Route[]
  messages?: (house: House) => Message[]
  topics?: (house: House) => Topic[]
  deadlines?: (house: House) => DeadlineHandler[]
  moments?: (house: House) => MomentHandler[]
  /** Says who brings these credentials, as far as this feature knows; of a socket's, time and again (see Credentials). */
  identify?: (house: House, credentials: Credentials) => Promise<Visitors>
  /** Work that goes on while the house stands; returns how to stop it. */
  start?: (house: House) => Promise<() => Promise<void>>
}

export type Entry<V, Body> = { c: Context; visitor: V; body: Body; language: Language }
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  guard: Guard<Visitor>
  body?: ZodType
  /** Largest body accepted, in bytes; 64 KiB unless said. */
  largest?: number
  handle: (entry: Entry<never, never>) => Response | Promise<Response>
}

/** A URL, who may use it, and what it does. A path may hold Hono's patterns. Without a guard it does not type-check. */
export function route<V extends Visitor, Body = undefined>(spec: {
  method: Route['method']
  path: string
  guard: Guard<V>
  body?: ZodType<Body>
  largest?: number
  handle: (entry: Entry<V, Body>) => Response | Promise<Response>
}): Route {
  return spec as unknown as Route
}

export type Said<V, Body> = { visitor: V; body: Body; socketId: string }
export type Message = {
  name: string
  guard: Guard<Visitor>
  body: ZodType
  handle: (said: Said<never, never>) => Promise<unknown>
}

/** A message a socket may carry: its name, who may say it, the shape of its body, and what it does. The result is the reply. */
export function message<V extends Visitor, Body>(spec: {
  name: string
  guard: Guard<V>
  body: ZodType<Body>
  handle: (said: Said<V, Body>) => Promise<unknown>
}): Message {
  return spec as unknown as Message
}

/** A message's refusal: thrown by `handle`, sent as `{no: code, words}`. */
export class Refusal extends Error {
  code: string
  words: string
  constructor(code: string, words = '') {
    super(code)
    this.code = code
    this.words = words
  }
}

export type StreamPlace = { teamId: string; streamId: string }
export type Topic =
  | {
      kind: 'stream'
      name: string
      guard: Guard<Visitor>
      stream: (visitor: never, key: string) => Promise<StreamPlace | null>
      asksAgain?: string
    }
  | { kind: 'view'; name: string; guard: Guard<Visitor>; view: (visitor: never, key: string) => Promise<unknown> }

/**
 * Durable rows followed by cursor. `stream` returns null when there is no such thing for this visitor. It is asked again
 * every minute, and at once when the view named by `asksAgain` changes under the same key.
 */
export function streamTopic<V extends Visitor>(spec: {
  name: string
  guard: Guard<V>
  stream: (visitor: V, key: string) => Promise<StreamPlace | null>
  asksAgain?: string
}): Topic {
  return { kind: 'stream', ...spec } as unknown as Topic
}

/**
 * A snapshot, pushed whenever `live.changed(teamId, name, key)` was called on any process and the result differs.
 * `view` is asked again for every follower, so what a person may no longer see stops by itself: null ends the following.
 */
export function viewTopic<V extends Visitor>(spec: {
  name: string
  guard: Guard<V>
  view: (visitor: V, key: string) => Promise<unknown>
}): Topic {
  return { kind: 'view', ...spec } as unknown as Topic
}

export type Deadline = { teamId: string; kind: string; key: string; dueAt: Date; attempts: number }
export type DeadlineHandler = {
  kind: string
  /** Runs inside the transaction that removes the row: the effect and the removal commit together. Must be idempotent. */
  handle: (sql: Sql, afterCommit: AfterCommit, deadline: Deadline) => Promise<void>
}
