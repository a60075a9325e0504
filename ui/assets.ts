import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What `npm run build` makes, by the name a server page asks for it (see vite.config.ts). */
export type Asset = 'style' | 'leave' | 'caller' | 'help'
type Manifest = Record<string, { file: string; name?: string; isEntry?: boolean; css?: string[] }>
type Built = { readAt: number; urls: Map<string, string>; styles: Map<string, string[]> }

/** What was read already, by folder. */
const known = new Map<string, Built>()

/**
 * The same-origin URL of a file built into `dist` (`/assets/caller-3f9c….js`), or null while nothing is built: a page then
 * does without, because every public page works without script. The manifest is read again when a build replaced it.
 */
export const assetUrl = (dist: string, asset: Asset): string | null => builtFiles(dist)?.urls.get(asset) ?? null

/** The styles that a built script brings along; the page that loads the script must link them. */
export const stylesWith = (dist: string, scriptUrl: string): string[] => builtFiles(dist)?.styles.get(scriptUrl) ?? []

function builtFiles(dist: string): Built | null {
  const manifest = join(dist, 'manifest.json')
  const changedAt = statSync(manifest, { throwIfNoEntry: false })?.mtimeMs
  if (changedAt === undefined) return null
  const before = known.get(dist)
  if (before?.readAt === changedAt) return before
  const built = { readAt: changedAt, ...readManifest(manifest) }
  known.set(dist, built)
  return built
}

function readManifest(path: string): Omit<Built, 'readAt'> {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest
  const entries = Object.values(manifest).filter(({ isEntry }) => isEntry)
  return {
    urls: new Map(entries.flatMap(({ name, file }) => (name === undefined ? [] : [[name, `/${file}`] as const]))),
    styles: new Map(entries.map(({ file, css = [] }) => [`/${file}`, css.map((path) => `/${path}`)])),
  }
}
