type Policy = { createScriptURL(url: string): string }
type TrustedTypes = { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy }

const address = '/console-sw.js'

/**
 * Lets the console be installed and be woken. It keeps no page and no answer: nothing about anybody is ever in its cache.
 * Only on the console; public pages have no service worker, ever. Where it cannot be had, the console works without it.
 */
export function registerServiceWorker(): void {
  void register().catch(() => {})
}

/** The file stands beside /console and not below it, or its scope could not hold the address `/console` itself. */
async function register(): Promise<void> {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  const policy = trustedTypes?.createPolicy('beside-service-worker', { createScriptURL: refuseOthers })
  await navigator.serviceWorker?.register(policy ? policy.createScriptURL(address) : address, { scope: '/console' })
}

function refuseOthers(url: string): string {
  if (url !== address) throw new TypeError('not the service worker')
  return url
}
