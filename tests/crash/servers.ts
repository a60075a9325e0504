import { spawn, type ChildProcess } from 'node:child_process'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const root = join(import.meta.dirname, '..', '..')

/** A place for one server process: started again whenever it is gone, as systemd does, until `stop`. */
export class ServerPlace {
  /** Where it answers; null while it does not. */
  port: number | null = null
  /** What it said when it ended although nobody had killed it. */
  readonly endedByItself: string[] = []
  /** Times it was ready. */
  starts = 0
  #program: string
  #environment: () => Record<string, string>
  #child: ChildProcess | null = null
  #ahead = 0
  #stopping = false
  #killed = false
  #running: Promise<void>

  /** `program`: what node runs. */
  constructor(program: string, environment: () => Record<string, string>) {
    this.#program = program
    this.#environment = environment
    this.#running = this.#keep()
  }

  /** The time of this process from here on, in milliseconds before the machine's. */
  turn(ahead: number): void {
    this.#ahead = ahead
    if (this.#child?.connected) this.#child.send({ ahead }, () => {})
  }

  /** `kill -9`. It is there again by itself. */
  kill(): void {
    this.#killed = true
    this.port = null
    this.#child?.kill('SIGKILL')
  }

  /** It stands still for a while, as a machine does that has too much to do. */
  async freeze(milliseconds: number): Promise<void> {
    const child = this.#child
    child?.kill('SIGSTOP')
    await wait(milliseconds)
    child?.kill('SIGCONT')
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#child?.kill('SIGKILL')
    await this.#running
  }

  async #keep(): Promise<void> {
    while (!this.#stopping) {
      this.#killed = false
      const wasReady = await this.#run()
      this.port = null
      if (!wasReady) await wait(150)
    }
  }

  async #run(): Promise<boolean> {
    const child = spawn(process.execPath, [this.#program], {
      cwd: root,
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: join(dirname(this.#program), 'compiled'),
        PORT: '0',
        LOG_LEVEL: 'error',
        CRASH_AHEAD: String(this.#ahead),
        ...this.#environment(),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#child = child
    const said = { out: '', error: '' }
    child.stderr!.on('data', (part: Buffer) => (said.error = (said.error + part.toString()).slice(-4000)))
    child.stdout!.on('data', (part: Buffer) => {
      said.out += part.toString()
      const port = /Beside is ready: http:\/\/localhost:(\d+) /.exec(said.out)?.[1]
      if (port && this.port === null && !this.#killed) this.#ready(Number(port), child)
    })
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    const wasReady = /Beside is ready/.test(said.out)
    if (wasReady && !this.#killed && !this.#stopping) this.endedByItself.push(`ended with ${code}: ${said.error}`)
    return wasReady
  }

  #ready(port: number, child: ChildProcess): void {
    this.port = port
    this.starts++
    if (child.connected) child.send({ ahead: this.#ahead }, () => {})
  }
}
