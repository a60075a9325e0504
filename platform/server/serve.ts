import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Feature, House } from '#platform/house'
import { buildApp } from '#platform/server/app'
import { codeOf, StartProblem } from '#platform/start-problem'

/** Shorter limits are for tests. */
export type ServeOptions = { limits?: Limits }
export type Serving = {
  port: number
  /** Takes no more requests, says goodbye to the sockets, and lets what is being answered finish (5 s at most). */
  close: () => Promise<void>
}

/** Slow senders are cut off: 10 s for the head of a request, 30 s for the whole of it. */
const usual: Limits = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 }
const always = { keepAliveTimeout: 5_000, maxHeaderSize: 16 * 1024 }
const patience = 5_000

type Limits = { headersTimeout: number; requestTimeout: number; connectionsCheckingInterval: number }

/** Listens. Throws StartProblem when the port is taken or not ours to take. */
export async function serve(house: House, features: Feature[], options: ServeOptions = {}): Promise<Serving> {
  const app = buildApp(house, features)
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const server = createServer(
    { ...always, ...(options.limits ?? usual) },
    (request, response) => void listener(request, response),
  )
  house.live.attach(server)
  await listen(server, house)
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    await house.live.stop()
    // Connections become idle one by one as their answers are finished.
    const patient = setInterval(() => server.closeIdleConnections(), 20)
    const impatient = setTimeout(() => server.closeAllConnections(), patience)
    await closed
    clearInterval(patient)
    clearTimeout(impatient)
  }
  return { port: (server.address() as AddressInfo).port, close }
}

function listen(server: Server, { config }: House): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenProblem(error, config)))
    server.listen(config.port, config.listenHost, () => resolve())
  })
}

/** The sentence for a port that cannot be had; any other error comes back as it is. */
export function listenProblem(error: Error, { port, listenHost }: Pick<House['config'], 'port' | 'listenHost'>): Error {
  const code = codeOf(error)
  if (code === 'EADDRINUSE')
    return new StartProblem(
      `Port ${port} is taken by another program: stop that one, or start with another, as in PORT=${port + 1} npm start.`,
    )
  if (code === 'EACCES')
    return new StartProblem(`We may not use port ${port}: take one from 1024 up, as in PORT=8080 npm start.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartProblem(
      `${listenHost} is not an address of this machine: set LISTEN_HOST to one that is, or leave it out.`,
    )
  return error
}
