import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

/** What `npm run build` makes, by the name a server page asks for it (see vite.config.ts). */
export type Asset = 'style' | 'leave' | 'caller'
type Manifest = Record<string, { file: string; name?: string }>

const manifestPath = resolve(import.meta.dirname, '../dist/manifest.json')
let known: { readAt: number; urls: Map<string, string> } | null = null

/**
 * The same-origin URL of a built file (`/assets/caller-3f9c….js`), or null while nothing is built: a page then does
 * without, because every public page works without script. The manifest is read again when a build replaced it.
 */
export function assetUrl(asset: Asset): string | null {
  const changedAt = statSync(manifestPath, { throwIfNoEntry: false })?.mtimeMs
  if (changedAt === undefined) return null
  if (known?.readAt !== changedAt) known = { readAt: changedAt, urls: readManifest() }
  return known.urls.get(asset) ?? null
}

function readManifest(): Map<string, string> {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest
  return new Map(Object.values(manifest).flatMap(({ name, file }) => (name === undefined ? [] : [[name, `/${file}`] as const])))
}
