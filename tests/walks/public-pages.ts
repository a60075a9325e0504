import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'vite'
import { linePage, openness, type Line } from '#features/lines'
import type { Language } from '#platform/words'
import { leavePage, privacyPage } from '../../site/pages.ts'
import { plainIcon } from '../../site/favicon.ts'
import { fridayNight, neighborsLine } from './public-line.ts'

/** The public pages alone, without a database: what they say and how they behave in a browser. */
export type PublicPages = {
  origin: string
  /** What the next pages are drawn from. */
  now: { line: Line; at: Date; reachable: number; demo: boolean }
  close: () => Promise<void>
}

const root = resolve(import.meta.dirname, '../..')
const dist = resolve(process.env['BESIDE_DIST'] ?? resolve(root, 'dist'))
const timeZone = 'America/New_York'

/** The same policy as the real server's, so that what a page may not do here it may not do there. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

export async function openPublicPages(): Promise<PublicPages> {
  await buildOnce()
  const now = { line: neighborsLine(), at: fridayNight, reachable: 3, demo: false }
  const app = new Hono()
  app.use('*', async (c, next) => {
    await next()
    c.header('content-security-policy', policy)
    c.header('cache-control', 'no-store')
    c.header('referrer-policy', 'same-origin')
  })
  app.get('/assets/*', (c) => {
    const kind = c.req.path.endsWith('.css') ? 'text/css' : 'text/javascript'
    return c.body(readFileSync(resolve(dist, c.req.path.slice(1)), 'utf8'), 200, { 'content-type': kind })
  })
  app.get('/favicon.ico', (c) => c.body(plainIcon(), 200, { 'content-type': 'image/png' }))
  app.get('/away', (c) => c.html('<!doctype html><html lang="en"><title>Weather</title><p>Sunny</p>'))
  app.get('/:language{(?:en|es)}/:name', (c) =>
    c.html(draw(now, c.req.param('language') as Language, c.req.param('name'))),
  )
  app.get('/:language{(?:en|es)}/night/:part', (c) => c.html(draw(now, c.req.param('language') as Language, 'privacy')))
  return listen(app, now)
}

function draw(now: PublicPages['now'], language: Language, name: string) {
  const place = { language, demo: now.demo, dist, exit: now.line.exit }
  if (name === 'privacy') return privacyPage(place)
  if (name !== now.line.path) return leavePage(place)
  const { line, at, demo, reachable } = now
  return linePage({
    line,
    team: { timeZone },
    language,
    at,
    demo,
    dist,
    openness: openness(line, timeZone, at),
    availability: { reachable },
    chat: true,
  })
}

function listen(app: Hono, now: PublicPages['now']): Promise<PublicPages> {
  return new Promise((ready) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      const origin = `http://127.0.0.1:${port}`
      now.line.exit = `${origin}/away`
      ready({ origin, now, close: () => new Promise((done) => void server.close(() => done())) })
    })
  })
}

/** Whoever runs a walk before anything was built gets the build. */
async function buildOnce(): Promise<void> {
  if (existsSync(resolve(dist, 'manifest.json'))) return
  await build({ root, configFile: resolve(root, 'vite.config.ts'), logLevel: 'error' })
}
