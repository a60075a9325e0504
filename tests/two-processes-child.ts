import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Collected } from '#platform/live/rehearsal'

/** A real server process of its own: tests/two-processes-server.ts. */
export type ServerProcess = {
  url: string
  said: Collected<{ port?: number; begun?: string; late?: number }>
  child: ChildProcess
  /** Takes no leave. */
  kill: () => Promise<void>
  stop: () => Promise<void>
  [Symbol.asyncDispose]: () => Promise<void>
}

export async function startServer(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'beside-two-'))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'two-processes-server.ts')], {
    env: { ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: folder, ...environment },
    stdio: ['ignore', 'pipe', environment['QUIET'] ? 'ignore' : 'inherit', 'ipc'],
  })
  const said: ServerProcess['said'] = new Collected()
  createInterface({ input: child.stdout! }).on('line', (line) => said.add(JSON.parse(line) as object))
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await Promise.race([
    said.until((all) => all.some(({ port }) => port)),
    gone.then(() => Promise.reject(new Error('the server process ended'))),
  ])
  const end = (signal: NodeJS.Signals) => async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await gone
    rmSync(folder, { recursive: true, force: true })
  }
  const { port } = said.all.find((line) => line.port)!
  const [kill, stop] = [end('SIGKILL'), end('SIGTERM')]
  return { url: `http://localhost:${port}`, said, child, kill, stop, [Symbol.asyncDispose]: kill }
}
