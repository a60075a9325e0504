import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Message, Topic } from '#platform/house'
import type { Conversation } from '#platform/live/conversation'
import type { LiveSocket } from '#platform/live/socket'
import type { Credentials, Visitors } from '#platform/visitors'

export type LiveSetting = {
  messages: Message[]
  topics: Topic[]
  /** Who brings these credentials, as far as all features know together. */
  identify: (credentials: Credentials) => Promise<Visitors>
  /** The address people open, besides the one each request names itself. */
  publicUrl: () => string | undefined
}

/** Whoever is connected, and what they say. */
export type Guest = { socket: LiveSocket; conversation: Conversation }

export const teamIdOf = ({ socket }: Guest): string | undefined =>
  (socket.visitors.member ?? socket.visitors.caller)?.teamId

export const samePeople = (before: Visitors, now: Visitors): boolean =>
  before.member?.memberId === now.member?.memberId &&
  before.member?.sessionId === now.member?.sessionId &&
  before.caller?.contactId === now.caller?.contactId

/** Refuses an upgrade. */
export function answer(raw: Duplex, status: number): void {
  if (!raw.writable) return
  raw.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
