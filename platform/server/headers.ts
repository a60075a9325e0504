import type { Context, MiddlewareHandler } from 'hono'
import type { Config } from '#platform/config'

/**
 * What every answer says to the browser. A handler may set its own `cache-control`; nothing else is open to it.
 */
export function safeHeaders(config: Config): MiddlewareHandler {
  const fixed = fixedHeaders(config)
  return async (c, next) => {
    await next()
    for (const [name, value] of fixed) c.header(name, value)
    c.header('content-security-policy', isConsole(c) ? consolePolicy : publicPolicies[framesOf(c)])
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
    if (!c.res.headers.has('x-robots-tag')) c.header('x-robots-tag', 'noindex, nofollow, noarchive')
    if (c.res.headers.get('content-type')?.startsWith('text/html'))
      c.header('vary', 'Accept-Language', { append: true })
  }
}

function fixedHeaders(config: Config): [string, string][] {
  const headers: [string, string][] = [
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'SAMEORIGIN'],
    ['referrer-policy', 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', permissions],
  ]
  if (config.publicUrl?.startsWith('https:')) headers.push(['strict-transport-security', 'max-age=31536000'])
  return headers
}

const permissions = ['camera', 'geolocation', 'microphone', 'payment', 'usb', 'browsing-topics']
  .map((name) => `${name}=()`)
  .join(', ')

const policy = (parts: Record<string, string>): string =>
  Object.entries(parts)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join('; ')

const everywhere = {
  'default-src': "'none'",
  'script-src': "'self'",
  'worker-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'require-trusted-types-for': "'script'",
}

/** A public page may stand in a frame of our own console (the line editor's preview), nowhere else. */
const publicPolicy = policy({ ...everywhere, 'frame-ancestors': "'self'", 'trusted-types': 'beside-worker' })

/** The chat without script: its page holds frames of our own, and what stands in them runs no script at all. */
const publicPolicies = {
  none: publicPolicy,
  holds: policy({
    ...everywhere,
    'frame-src': "'self'",
    'frame-ancestors': "'none'",
    'trusted-types': 'beside-worker',
  }),
  held: policy({
    'default-src': "'none'",
    'style-src': "'self'",
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'self'",
  }),
}
type Frames = keyof typeof publicPolicies

/** Says that this answer is a page that holds frames of our own, or one that stands in such a frame. */
export const inFrames = (c: Context, frames: Frames): void => c.set('frames', frames)
const framesOf = (c: Context): Frames => (c.get('frames') as Frames | undefined) ?? 'none'

/** Trusted Types policies: Svelte's templates, the address of the key Worker, the address of the service worker. */
const consolePolicy = policy({
  ...everywhere,
  'img-src': "'self' data: blob:",
  'media-src': "'self' blob:",
  'manifest-src': "'self'",
  'frame-src': "'self'",
  'frame-ancestors': "'none'",
  'trusted-types': 'svelte-trusted-html beside-worker beside-service-worker',
})

const isConsole = (c: Context): boolean => /^\/console(\/|$)/.test(c.req.path)
