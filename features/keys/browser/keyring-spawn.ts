/// <reference types="vite/client" />
// oxlint-disable-next-line import/default -- made by Vite: the address of the built Worker
import workerUrl from './worker.ts?worker&url'

type Policy = { createScriptURL(url: string): string }
type TrustedTypes = { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy }

let policy: Policy | undefined

/** Starts the crypto Worker from this very build. The policy `beside-worker` lets this one address through, and no other. */
export function spawnKeyringWorker(): Worker {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  policy ??= trustedTypes?.createPolicy('beside-worker', { createScriptURL: refuseOthers })
  return new Worker(policy ? policy.createScriptURL(workerUrl) : workerUrl, { type: 'module' })
}

function refuseOthers(url: string): string {
  if (url !== workerUrl) throw new TypeError('not the crypto worker')
  return url
}
