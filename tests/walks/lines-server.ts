import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Line, LineDraft } from '#features/lines'
import { words } from '../../features/lines/words.ts'
import { buildPage } from '../../ui/walk/built-page.ts'

/** The panel of lines in a page of its own, over a list of lines in memory that answers as the real routes do. */
export type LinesServer = { origin: string; lines: Line[]; close: () => Promise<void> }

/** The console's policy (platform/server/headers.ts), so that the editor is walked under it. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html beside-worker"

export async function openLines(lines: Line[]): Promise<LinesServer> {
  const outDir = join(tmpdir(), `beside-lines-${process.pid}`)
  const built = await buildPage(new URL('./lines-desk.ts', import.meta.url), outDir)
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    c.header('content-security-policy', policy)
  })
  routes(app, lines)
  app.get('/assets/*', (c) => {
    const { type, text } = built.file(c.req.path)
    return c.body(text, 200, { 'content-type': type })
  })
  app.get('/favicon.ico', (c) => c.body(null, 204))
  app.get('/', (c) => c.html(built.html))
  return new Promise((ready) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      const close = (): Promise<void> => new Promise((done) => void server.close(() => done()))
      ready({
        origin: `http://127.0.0.1:${port}`,
        lines,
        close: () => close().finally(() => rmSync(outDir, { recursive: true })),
      })
    })
  })
}

function routes(app: Hono, lines: Line[]): void {
  const at = (lineId: string): number => lines.findIndex((line) => line.lineId === lineId)
  app.get('/api/lines', (c) => c.json(lines))
  app.get('/api/lines/:lineId', (c) => c.json(lines[at(c.req.param('lineId'))]))
  app.post('/api/lines', async (c) => {
    const { lineId, line } = await c.req.json<{ lineId: string; line: LineDraft }>()
    lines.push({ ...line, teamId: 't', lineId, version: 1 })
    return c.json({ lineId, version: 1 }, 201)
  })
  app.put('/api/lines/:lineId', async (c) => {
    const { version, line } = await c.req.json<{ version: number; line: LineDraft }>()
    const index = at(c.req.param('lineId'))
    const now = lines[index]!
    if (now.version !== version) return c.json({ refused: 'changed', words: words.en.refused.changed }, 409)
    lines[index] = { ...now, ...line, version: version + 1 }
    return c.json({ version: version + 1 })
  })
}
