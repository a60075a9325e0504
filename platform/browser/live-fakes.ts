import { LiveClient } from '#platform/browser/live'

/** For tests: the other end of the live client, and its time and chance, in the test's hand. */
type Frame = {
  id?: number
  say?: string
  follow?: string
  leave?: string
  key?: string
  after?: number
  hello?: unknown
}

class FakeSocket {
  readyState = 1
  onopen: () => void = () => {}
  onmessage: (event: { data: string }) => void = () => {}
  onclose: (event: { code: number }) => void = () => {}
  readonly url: string
  readonly sent: Frame[] = []
  closed = false
  /** What is followed is accepted at once; a test that answers itself says false. */
  accepts = true
  constructor(url: string) {
    this.url = url
  }
  send(text: string): void {
    const frame = JSON.parse(text) as Frame
    this.sent.push(frame)
    if (frame.follow && this.accepts) this.says({ re: frame.id, ok: {} })
  }
  close(): void {
    this.closed = true
  }
  says(frame: object): void {
    this.onmessage({ data: JSON.stringify(frame) })
  }
  opens(): void {
    this.onopen()
    this.says({ hello: 1 })
  }
  follows(): Frame[] {
    return this.sent.filter((frame) => frame.follow)
  }
}

/** A page whose time, chance and sockets stand still until they are told. */
export function openPage(bearer?: string): {
  live: LiveClient
  sockets: FakeSocket[]
  last: () => FakeSocket
  states: string[]
  pass: (milliseconds: number) => void
} {
  const sockets: FakeSocket[] = []
  const timers = new Set<{ at: number; run: () => void }>()
  const states: string[] = []
  let now = 0
  const live = new LiveClient({
    url: 'ws://line.test/live',
    ...(bearer ? { bearer: () => bearer } : {}),
    tools: {
      socket: (url) => (sockets.push(new FakeSocket(url)), sockets.at(-1)!),
      later: (run, milliseconds) => {
        const timer = { at: now + milliseconds, run }
        timers.add(timer)
        return () => void timers.delete(timer)
      },
      random: () => 0.5,
    },
  })
  live.state.subscribe((state) => states.push(state))
  const pass = (milliseconds: number): void => {
    now += milliseconds
    for (const timer of timers) if (timer.at <= now && timers.delete(timer)) timer.run()
  }
  return { live, sockets, last: () => sockets.at(-1)!, states, pass }
}
