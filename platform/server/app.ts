import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'
import { TrieRouter } from 'hono/router/trie-router'
import type { Feature, House, Route } from '#platform/house'
import { KeyStoreError } from '#platform/key-store'
import type { Credentials, Visitors } from '#platform/visitors'
import { enter } from '#platform/server/entrance'
import { safeHeaders } from '#platform/server/headers'
import { problem } from '#platform/server/problem'
import { staticFiles } from '#platform/server/static'

const patience = 30_000

/**
 * Every URL of the house. Built files come first, then the features' routes, each behind its guard; what nobody answers
 * is a 404 (405 when only the method is wrong). Nothing a handler throws reaches the reader.
 */
export function buildApp(house: House, features: Feature[]): Hono {
  // Hono's usual router makes one expression of all routes with the first request, which takes 50 ms, and finds no faster.
  const app = new Hono({ router: new TrieRouter() })
  const doors = new Hono({ router: new TrieRouter() })
  const identify = identifyWith(house, features)
  app.use(measured(house))
  app.use(safeHeaders(house.config))
  app.use(compress())
  app.use(staticFiles(house.config.dist))
  app.get('/healthz', (c) => c.text('ok'))
  app.get('/readyz', (c) => readiness(house, c))
  for (const route of features.flatMap((feature) => feature.routes?.(house) ?? [])) {
    const handle = (c: Context): Promise<Response> => inTime(enter(c, route, { config: house.config, identify }))
    app.on(route.method, route.path, named(route), handle)
    doors.on(route.method, route.path, handle)
  }
  app.notFound((c) => nothingThere(c, doors))
  app.onError((error, c) => failed(house, error, c))
  return app
}

/** Asks every feature who brings these credentials. The first that knows a member, or a caller, is believed. */
export function identifyWith(house: House, features: Feature[]): (credentials: Credentials) => Promise<Visitors> {
  const askable = features.flatMap(({ identify }) => (identify ? [identify] : []))
  return async (credentials) => {
    const known = await Promise.all(askable.map((identify) => identify(house, credentials)))
    return known.reduceRight((all, some) => ({ ...all, ...some }), {})
  }
}

/** The route's pattern, for the log: never the path, which may hold an identifier. */
const named =
  (route: Route) =>
  async (c: Context, next: () => Promise<void>): Promise<void> => {
    c.set('pattern', route.path)
    await next()
  }

const measured =
  (house: House) =>
  async (c: Context, next: () => Promise<void>): Promise<void> => {
    const began = performance.now()
    c.set('demo', house.config.demo)
    c.set('dist', house.config.dist)
    await next()
    const pattern = (c.get('pattern') as string | undefined) ?? 'none'
    const facts = { method: c.req.method, pattern, status: c.res.status, ms: Math.round(performance.now() - began) }
    house.log[pattern === 'none' ? 'debug' : 'info']('request', facts)
  }

class TooSlow extends Error {}

/** A handler that hangs must not hold the reader for ever. */
async function inTime(answer: Promise<Response>): Promise<Response> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooSlow()), patience)
  })
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

/** 200 when the database answers; `failing` names the kinds of deadlines that failed again and again, for whoever watches. */
async function readiness(house: House, c: Context): Promise<Response> {
  try {
    return await inTime(house.deadlines.failing().then((failing) => c.json({ ready: true, failing })))
  } catch {
    return c.json({ ready: false }, 503)
  }
}

async function nothingThere(c: Context, doors: Hono): Promise<Response> {
  const methods = ['GET', 'POST', 'PUT', 'DELETE'].filter(
    (method) => doors.router.match(method, c.req.path)[0].length > 0,
  )
  if (methods.length === 0 || methods.includes(c.req.method)) return problem(c, 404, 'notFound')
  c.header('allow', methods.join(', '))
  return problem(c, 405, 'wrongMethod')
}

async function failed(house: House, error: Error, c: Context): Promise<Response> {
  // Its key was destroyed: after a restore an older database may still have its rows.
  if (error instanceof KeyStoreError && error.code === 'erased') return problem(c, 410, 'erased')
  house.log.error('request-failed', error, { pattern: (c.get('pattern') as string | undefined) ?? 'none' })
  return isAway(error) ? problem(c, 503, 'resting') : problem(c, 500, 'unexpected')
}

/** The database is not there (restarting, its disk full) or too slow: it may be back in a moment. */
function isAway(error: Error): boolean {
  const code = String((error as { code?: unknown }).code ?? '')
  return error instanceof TooSlow || /^(CONNECT|CONNECTION_|ECONN|ENOENT|EPIPE|57P0|08|53)/.test(code)
}
