import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Context, MiddlewareHandler } from 'hono'

type Encoding = 'br' | 'gzip' | 'identity'
type BuiltFile = { type: string; tag: string; bytes: Record<Encoding, Uint8Array<ArrayBuffer> | undefined> }

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/**
 * Serves what was built, from memory, byte for byte as it stands in `dist`. Names under /assets carry a hash, so they may
 * be kept for ever; everything else is asked for again each time. Every path below /console that is no file is the console.
 */
export function staticFiles(dist: string): MiddlewareHandler {
  const shelf = new Shelf(dist)
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next()
    const file =
      shelf.find(c.req.path) ?? (/^\/console(\/|$)/.test(c.req.path) ? shelf.find('/console/index.html') : undefined)
    return file ? answer(c, file) : next()
  }
}

async function answer(c: Context, file: BuiltFile): Promise<Response> {
  const encoding = await compressed(file, c.req.header('accept-encoding') ?? '')
  const headers: Record<string, string> = { 'content-type': file.type, vary: 'Accept-Encoding' }
  if (encoding !== 'identity') headers['content-encoding'] = encoding
  else headers['content-length'] = String(file.bytes.identity!.length)
  if (c.req.path.startsWith('/assets/')) headers['cache-control'] = 'public, max-age=31536000, immutable'
  else if (!file.type.startsWith('text/html')) {
    headers['cache-control'] = 'no-cache'
    headers['etag'] = file.tag
    if (c.req.header('if-none-match')?.replace(/^W\//, '') === file.tag) return c.body(null, 304, { etag: file.tag })
  }
  return c.body(file.bytes[encoding]!, 200, headers)
}

/** Compresses once, keeps the result. Pictures and sounds are compressed already. */
async function compressed(file: BuiltFile, accepted: string): Promise<Encoding> {
  if (!/^(text|application)\//.test(file.type) || file.bytes.identity!.length < 1024) return 'identity'
  if (/\bbr\b/.test(accepted)) {
    file.bytes.br ??= new Uint8Array(
      await brotli(file.bytes.identity!, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    )
    return 'br'
  }
  if (!/\bgzip\b/.test(accepted)) return 'identity'
  file.bytes.gzip ??= new Uint8Array(await gzipped(file.bytes.identity!, { level: 9 }))
  return 'gzip'
}

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

/** The built files by path; read again when a build replaced them. */
class Shelf {
  #dist: string
  #builtAt = 0
  #files = new Map<string, BuiltFile>()

  constructor(dist: string) {
    this.#dist = dist
  }

  find(path: string): BuiltFile | undefined {
    const builtAt = statSync(join(this.#dist, 'manifest.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (builtAt !== this.#builtAt) this.#read(builtAt)
    return this.#files.get(path)
  }

  #read(builtAt: number): void {
    this.#builtAt = builtAt
    this.#files.clear()
    if (!existsSync(this.#dist)) return
    for (const entry of globSync('**/*', { cwd: this.#dist, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name)
      const path = file.slice(this.#dist.length).replaceAll('\\', '/')
      const type = types[extname(entry.name)]
      if (!entry.isFile() || !type || path === '/manifest.json') continue
      const identity = new Uint8Array(readFileSync(file))
      const tag = `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`
      this.#files.set(path, { type, tag, bytes: { identity, br: undefined, gzip: undefined } })
    }
  }
}
