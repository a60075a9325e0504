import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from '#platform/config'

type Headers = Pick<IncomingHttpHeaders, 'origin' | 'host' | 'sec-fetch-site'>

/**
 * Whether a request that changes something (or opens a socket) was made by one of our own pages: its `Origin` is
 * PUBLIC_URL, or has the very host it was sent to. A browser that sends no Origin must say `Sec-Fetch-Site: same-origin`.
 */
export function isFromOurPages(headers: Headers, config: Pick<Config, 'publicUrl'>): boolean {
  const { origin } = headers
  if (origin === undefined || origin === 'null') return headers['sec-fetch-site'] === 'same-origin'
  if (config.publicUrl && origin === config.publicUrl) return true
  if (!URL.canParse(origin)) return false
  const { protocol, host } = new URL(origin)
  // At our public name only the public address itself counts: what answers there without HTTPS may be anybody.
  if (config.publicUrl && host === new URL(config.publicUrl).host) return false
  return /^https?:$/.test(protocol) && host === headers.host
}
