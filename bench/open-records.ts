import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { build } from 'vite'
import { openBrowser } from '../tests/browser.ts'
import { append } from '../tests/malicious-server/scene.ts'
import { found, learn, newPerson, nothingStored, viewOf } from '../tests/malicious-server/stored.ts'
import type { Evening, Timed } from './open-records-page.ts'
import { report } from './report.ts'

/** 1,000 sealed records of 20 conversations, 20 keys to unwrap first, in the crypto Worker of a real Chromium. */
const conversations = 20
const each = 50
const bar = 500

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'beside-bench-'))
try {
  await bundle()
  const evening = JSON.stringify(await makeEvening())
  const timed = await inChromium(evening)
  process.stderr.write(`${JSON.stringify(timed)}\n`)
  const value = timed.cold
  const pass = timed.opened === conversations * each && value <= bar
  report({
    name: 'opening 1,000 sealed records under 20 keys in Chromium',
    value,
    unit: 'ms',
    raw: timed.raw,
    ratio: value / timed.raw,
    bar,
    pass,
  })
} finally {
  rmSync(folder, { recursive: true })
}

async function bundle(): Promise<void> {
  const input = { page: join(root, 'bench/open-records-page.ts') }
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    worker: { format: 'es' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      rolldownOptions: { input, output: { entryFileNames: '[name].js' } },
    },
  })
}

/** Ruth at the end of a full night: what she wrote among the crew, under a key for each conversation. */
async function makeEvening(): Promise<Evening> {
  const stored = nothingStored()
  const ruth = await newPerson('Ruth', '00000000-0000-7000-8000-000000000001', ['steward'])
  await found(stored, ruth)
  await learn(stored, ruth)
  const all: Evening['conversations'] = []
  for (let at = 0; at < conversations; at++) {
    const object = crypto.randomUUID()
    const wraps = await ruth.keyring.makeKey({ object, kind: 'crew', epoch: 1 }, [{ reader: `member:${ruth.id}` }])
    const thread = ruth.keyring.thread(object, 'crew')
    for (let n = 0; n < each; n++)
      append(stored, object, await thread.seal(`${n}: ${'they are safe for now. '.repeat(1 + (n % 12))}`))
    all.push({ object, wraps, rows: stored.streams.get(object)! })
  }
  return { paper: ruth.paper[0]!, view: viewOf(stored, ruth.id), conversations: all }
}

async function inChromium(evening: string): Promise<Timed> {
  const types: Record<string, string> = { '.js': 'text/javascript', '.json': 'application/json', '.html': 'text/html' }
  const page =
    '<!doctype html><title>bench</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>'
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname
    const body = path === '/' ? page : path === '/evening.json' ? evening : readFileSync(join(folder, path.slice(1)))
    response.setHeader('content-type', types[extname(path)] ?? 'text/html')
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await openBrowser()
  try {
    const tab = await browser.newPage()
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await tab.waitForFunction(() => 'measure' in globalThis)
    return await tab.evaluate(() => (globalThis as unknown as { measure: () => Promise<Timed> }).measure())
  } finally {
    await browser.close()
    server.close()
  }
}
