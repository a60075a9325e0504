import { fork, type ChildProcess } from 'node:child_process'
import { openDatabase } from '#platform/database'
import { foundHistory, type Deed, type HistoryTeam } from '../tests/histories.ts'
import { cutOff, openProcess } from '../tests/histories-process.ts'
import { randomBelow, type Below, type Doer } from '../tests/histories-run.ts'

/** One in so many transactions dies; one in so many of those takes its process with it. */
const [deathIn, killIn] = [20, 15]

type Asked = { id: number; deed?: Deed; to?: string }
type Answered = { id: number; said: unknown }

/** A process that dies now and then, and is started again. What it was doing then was not answered. */
export class SwapsProcess implements Doer {
  #url: string
  #below: Below
  #child: Promise<ChildProcess> | null = null
  #waiting = new Map<number, (said: unknown) => void>()
  #next = 0
  at: Date
  deaths = 0

  constructor({ url, at, below }: { url: string; at: Date; below: Below }) {
    this.#url = url
    this.#below = below
    this.at = at
  }

  async does(deed: Deed): Promise<{ won: boolean } | null> {
    return (await this.#ask({ deed })) as { won: boolean } | null
  }

  /** What the process did not live to do, the next one does. */
  async goOn(to: Date): Promise<void> {
    this.at = to
    while ((await this.#ask({ to: to.toISOString() })) === null);
  }

  async founds(): Promise<HistoryTeam> {
    for (;;) {
      const team = await this.#ask({})
      if (team) return team as HistoryTeam
    }
  }

  end(): void {
    void this.#child?.then((child) => child.kill())
  }

  async #ask(asked: Omit<Asked, 'id'>): Promise<unknown> {
    const child = await (this.#child ??= this.#start())
    const id = this.#next++
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      if (!child.connected) return this.#answer({ id, said: null })
      child.send({ ...asked, id } satisfies Asked, (error) => error && this.#answer({ id, said: null }))
    })
  }

  #answer({ id, said }: Answered): void {
    this.#waiting.get(id)?.(said)
    this.#waiting.delete(id)
  }

  /** It may die while it starts, too: whoever asked meanwhile waits for the next one. */
  async #start(): Promise<ChildProcess> {
    for (;;) {
      const given = { url: this.#url, at: this.at.toISOString(), seed: this.#below(2 ** 31) }
      const child = fork(import.meta.filename, [JSON.stringify(given)])
      child.once('exit', () => this.deaths++)
      const isReady = await new Promise<boolean>((resolve) => {
        child.once('message', () => resolve(true))
        child.once('exit', () => resolve(false))
      })
      if (!isReady) continue
      child.on('message', (said) => this.#answer(said as Answered))
      child.once('exit', () => this.#died())
      if (child.connected) return child
    }
  }

  #died(): void {
    this.#child = null
    for (const id of this.#waiting.keys()) this.#answer({ id, said: null })
  }
}

async function serve({ url, at, seed }: { url: string; at: string; seed: number }): Promise<void> {
  // A connection that ended is sometimes told to nobody: then the whole process ends, as a server's does.
  process.on('unhandledRejection', () => process.exit(1))
  const below = randomBelow(seed)
  const own = openDatabase({ url, connections: 1 })
  const cut = cutOff(own.sql)
  const doer = await openProcess(url, new Date(at), {
    below,
    oneIn: deathIn,
    async dies(sql) {
      if (below(killIn) === 0) process.kill(process.pid, 'SIGKILL')
      await cut(sql)
    },
  })
  const does = async ({ deed, to }: Asked): Promise<unknown> => {
    if (deed) return doer.does(deed)
    if (!to) return foundHistory(doer.house).catch(() => null)
    await doer.goOn(new Date(to))
    return true
  }
  process.on('message', (asked: Asked) => {
    void does(asked).then((said) => process.send!({ id: asked.id, said } satisfies Answered))
  })
  process.once('disconnect', () => process.exit(0))
  process.send!({})
}

if (process.send && import.meta.main)
  await serve(JSON.parse(process.argv[2]!) as { url: string; at: string; seed: number })
