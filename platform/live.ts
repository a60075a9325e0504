import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { parse } from 'hono/utils/cookie'
import { WebSocketServer } from 'ws'
import { Conversation, type Hall } from '#platform/live/conversation'
import { answer, samePeople, teamIdOf, type Guest, type LiveSetting } from '#platform/live/guests'
import { InsideWire, type Inside, type Wire } from '#platform/live/inside'
import { Presences, type Presence } from '#platform/live/presence'
import { LiveSocket } from '#platform/live/socket'
import { Views } from '#platform/live/views'
import { limits, usualPauses, type Pauses } from '#platform/live/wire'
import type { Log } from '#platform/log'
import type { Notices } from '#platform/notices'
import { isFromOurPages } from '#platform/server/origin'
import type { Streams } from '#platform/streams'
import type { Credentials, Visitors } from '#platform/visitors'

export type { LiveSetting } from '#platform/live/guests'
export type { Presence } from '#platform/live/presence'

type Parts = { streams: Streams; notices: Notices; log: Log; pauses?: Partial<Pauses> }

/**
 * The sockets of this process: `/live`, one for each console and one for each caller's chat.
 * Invariants:
 * - a browser's cookies count only when its Origin is ours; a page that brings a bearer token is never taken for a member;
 * - whoever has not said who they are within 5 s is closed; everybody is identified again every minute, a member by their session,
 *   at once when rights have changed on any process, and after notices may have been lost;
 * - nothing is pushed that does not come from a row (streams) or a fresh computation (views): a lost notice delays, never loses;
 * - closing the house tells every client to come back at once (1001).
 */
export class Live {
  #parts: Parts
  #pauses: Pauses
  #views: Views
  #presences = new Presences()
  #guests = new Map<string, Guest>()
  /** Those who have not said who they are, the oldest first. */
  #strangers = new Set<LiveSocket>()
  #hall: Hall
  #setting: LiveSetting | null = null
  #sockets = new WebSocketServer({ noServer: true, maxPayload: limits.frame, perMessageDeflate: false })
  #beats: NodeJS.Timeout | null = null
  #beatCount = 0
  #draining = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#pauses = { ...usualPauses, ...parts.pauses }
    this.#views = new Views(parts.log)
    this.#hall = {
      messages: new Map(),
      topics: new Map(),
      streams: parts.streams,
      views: this.#views,
      log: parts.log,
      meet: (socket, bearer) => this.#meet(socket, bearer),
    }
    this.#hearNotices()
  }

  /** What may be said and followed, and how to know who is there. Before `attach`. */
  open(setting: LiveSetting): void {
    this.#setting = setting
    for (const message of setting.messages) this.#hall.messages.set(message.name, message)
    for (const topic of setting.topics) this.#hall.topics.set(topic.name, topic)
    this.#beats ??= setInterval(() => this.#beat(), this.#pauses.beat).unref()
  }

  /** Takes `/live` of this web server; any other upgrade is refused. */
  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => {})
      void this.#upgrade(request, socket, head).catch((error: unknown) => {
        this.#parts.log.error('upgrade failed', error)
        answer(socket, 500)
      })
    })
  }

  /**
   * A page without script and so without a socket: what it would say and hear goes through this process. Null when nobody
   * brings this bearer token, or when the house is full or closing.
   */
  async inside(bearer: string, page: Inside): Promise<InsideWire | null> {
    if (this.#draining || !this.#setting || this.#guests.size >= limits.sockets) return null
    const credentials = { cookies: {}, bearer }
    const visitors = await this.#setting.identify(credentials)
    if (!visitors.caller) return null
    const wire = new InsideWire(page)
    this.#welcome(wire, credentials, visitors)
    return wire.readyState === wire.OPEN ? wire : null
  }

  /** A view may have changed: followers on every process are shown it again. Call it after commit. */
  changed(teamId: string, topic: string, key = ''): void {
    this.#changedHere(teamId, topic, key)
    this.#parts.notices.tell('view', [teamId, topic, key])
  }

  /** Closes the sockets of one session, on every process. Call it after commit. */
  endSession(teamId: string, sessionId: string): void {
    this.#closeSession(teamId, sessionId)
    this.#parts.notices.tell('session-ended', [teamId, sessionId])
  }

  /** Rights in this team have changed: everybody's are asked again, on every process. Call it after commit. */
  recheck(teamId: string): void {
    void this.#recheck((guest) => teamIdOf(guest) === teamId)
    this.#parts.notices.tell('recheck', [teamId])
  }

  /** Members and callers of this team with a socket on this process. */
  connected(teamId: string): { memberIds: string[]; contactIds: string[] } {
    return this.#presences.of(teamId)
  }

  /** Hears when a member's or a caller's first socket on this process opens and their last one closes. */
  onPresence(hear: (presence: Presence) => void): void {
    this.#presences.on(hear)
  }

  get socketCount(): number {
    return this.#guests.size
  }

  /** Ends every socket with 1001, and takes no new one. */
  async stop(): Promise<void> {
    this.#draining = true
    if (this.#beats) clearInterval(this.#beats)
    const gone = [...this.#guests.values()].map(
      ({ socket }) => new Promise<void>((resolve) => (socket.onClose(resolve), socket.close('restarting'))),
    )
    await Promise.all(gone)
  }

  /** Resolves when no view is being computed. */
  async settled(): Promise<void> {
    await this.#views.settled()
  }

  #hearNotices(): void {
    const { notices } = this.#parts
    notices.on('view', {
      hear: (heard) => heard.forEach(([team, topic, key]) => this.#changedHere(`${team}`, `${topic}`, `${key}`)),
      missed: () => this.#views.everythingMayHaveChanged(),
    })
    notices.on('session-ended', {
      hear: (heard) => heard.forEach(([teamId, sessionId]) => this.#closeSession(`${teamId}`, `${sessionId}`)),
      missed: () => void this.#recheck(() => true),
    })
    notices.on('recheck', {
      hear: (heard) => heard.forEach(([teamId]) => void this.#recheck((guest) => teamIdOf(guest) === teamId)),
      missed: () => {},
    })
  }

  async #upgrade(request: IncomingMessage, raw: Duplex, head: Buffer): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname !== '/live') return answer(raw, 404)
    if (this.#draining || !this.#setting || this.#guests.size >= limits.sockets) return answer(raw, 503)
    if (!isFromOurPages(request.headers, { publicUrl: this.#setting.publicUrl() })) return answer(raw, 403)
    const cookies = url.searchParams.has('caller') ? {} : parse(request.headers.cookie ?? '')
    const visitors = Object.keys(cookies).length > 0 ? await this.#setting.identify({ cookies }) : {}
    if (raw.destroyed) return
    this.#sockets.handleUpgrade(request, raw, head, (ws) => this.#welcome(ws, { cookies }, visitors))
  }

  #welcome(ws: Wire, credentials: Credentials, visitors: Visitors): void {
    const socket = new LiveSocket(ws, this.#pauses, credentials)
    const conversation = new Conversation(socket, this.#hall)
    this.#guests.set(socket.id, { socket, conversation })
    socket.onClose(() => {
      this.#guests.delete(socket.id)
      this.#strangers.delete(socket)
      conversation.follows.leaveAll()
      if (socket.known) this.#presences.count(socket.visitors, -1)
    })
    socket.onFrame((text) => conversation.hear(text))
    this.#know(socket, visitors)
    if (socket.known || !socket.open) return
    // Slow to say who they are, or we are slow to find out: they may come back, and are told otherwise only once we know.
    setTimeout(() => socket.known || socket.close('tooSlow'), this.#pauses.hello).unref()
    const [oldest] = this.#strangers.add(socket)
    if (this.#strangers.size > limits.strangers) oldest!.close('tooFast')
  }

  /** The first frame of a caller's page. Nothing but the bearer counts then. */
  async #meet(socket: LiveSocket, bearer: string | undefined): Promise<boolean> {
    if (bearer === undefined) return false
    socket.credentials.cookies = {}
    socket.credentials.bearer = bearer
    this.#know(socket, await this.#setting!.identify(socket.credentials))
    return socket.known
  }

  #know(socket: LiveSocket, visitors: Visitors): void {
    if (socket.known || !socket.open || !(visitors.member ?? visitors.caller)) return
    if (this.#presences.most(visitors) >= limits.each) return socket.close('tooFast')
    this.#strangers.delete(socket)
    socket.visitors = visitors
    if (visitors.member) socket.credentials.known = visitors.member
    socket.known = true
    socket.checkedAt = Date.now()
    this.#presences.count(visitors, 1)
  }

  #changedHere(teamId: string, topic: string, key: string): void {
    this.#views.changed(teamId, topic, key)
    for (const { conversation } of this.#guests.values()) conversation.follows.askAgain(topic, key)
  }

  #closeSession(teamId: string, sessionId: string): void {
    for (const { socket } of this.#guests.values()) {
      const { member } = socket.visitors
      if (member?.teamId === teamId && member.sessionId === sessionId) socket.close('signedOut')
    }
  }

  #beat(): void {
    for (const { socket } of this.#guests.values()) socket.beat()
    const old = Date.now() - this.#pauses.recheck
    void this.#recheck((guest) => guest.socket.checkedAt < old)
    this.#beatCount += 1
    if (this.#beatCount % 3 === 0) this.#views.everythingMayHaveChanged()
  }

  /** Identifies these again: whoever is nobody any more is closed, and rights that are gone end what they allowed. */
  async #recheck(which: (guest: Guest) => boolean): Promise<void> {
    for (const guest of Array.from(this.#guests.values())) {
      const { socket, conversation } = guest
      if (!socket.known || !socket.open || !which(guest)) continue
      try {
        const visitors = await this.#setting!.identify(socket.credentials)
        socket.checkedAt = Date.now()
        if (!samePeople(socket.visitors, visitors)) socket.close('signedOut')
        else {
          socket.visitors = visitors
          await conversation.follows.recheck()
        }
      } catch (error) {
        this.#parts.log.error('recheck failed', error)
      }
    }
  }
}
