import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

/** What `npm run build` makes, by the name a server page asks for it (see vite.config.ts). */
export type Asset = 'style' | 'leave' | 'caller'
type Manifest = Record<string, { file: string; name?: string; isEntry?: boolean; css?: string[] }>
type Built = { urls: Map<string, string>; styles: Map<string, string[]> }

const manifestPath = resolve(import.meta.dirname, '../dist/manifest.json')
let known: { readAt: number; built: Built } | null = null

/**
 * The same-origin URL of a built file (`/assets/caller-3f9c….js`), or null while nothing is built: a page then does
 * without, because every public page works without script. The manifest is read again when a build replaced it.
 */
export const assetUrl = (asset: Asset): string | null => builtFiles()?.urls.get(asset) ?? null

/** The styles that a built script brings along; the page that loads the script must link them. */
export const stylesWith = (scriptUrl: string): string[] => builtFiles()?.styles.get(scriptUrl) ?? []

function builtFiles(): Built | null {
  const changedAt = statSync(manifestPath, { throwIfNoEntry: false })?.mtimeMs
  if (changedAt === undefined) return null
  if (known?.readAt !== changedAt) known = { readAt: changedAt, built: readManifest() }
  return known.built
}

function readManifest(): Built {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest
  const entries = Object.values(manifest).filter(({ isEntry }) => isEntry)
  return {
    urls: new Map(entries.flatMap(({ name, file }) => (name === undefined ? [] : [[name, `/${file}`] as const]))),
    styles: new Map(entries.map(({ file, css = [] }) => [`/${file}`, css.map((path) => `/${path}`)])),
  }
}
