import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** The sources of a checkout (or of a small bad example in a temporary folder), by path below `root`. */
export type Sources = { root: string; files: string[]; textOf: (file: string) => string }

const patterns = ['*.ts', '{platform,features,ui,site,console,bench,tools,tests}/**/*.{ts,js,svelte,sql,json}']

export function readSources(root: string): Sources {
  const files = patterns
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .map((file) => file.replaceAll('\\', '/'))
  return { root, files: files.sort(), textOf: (file) => readFileSync(join(root, file), 'utf8') }
}

export const isTest = (file: string): boolean => file.endsWith('.test.ts')

/** What a file imports. `typeOnly`: gone when it runs. */
export type Import = { specifier: string; typeOnly: boolean }

export function importsOf(text: string): Import[] {
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'/gm)
  const calls = text.matchAll(/\bimport\(\s*'([^']+)'\s*\)(?!\s*\.\w+\s*[,)>;])/g)
  return [
    ...[...statements].map(([, type, specifier]) => ({ specifier: specifier!, typeOnly: type !== undefined })),
    ...[...calls].map(([, specifier]) => ({ specifier: specifier!, typeOnly: false })),
  ]
}

/** The file a specifier means, below the root; null for packages and `node:` modules. */
export function resolveImport(file: string, specifier: string): string | null {
  const plain = specifier.replace(/\?.*$/, '')
  if (plain.startsWith('.')) return normalize(join(dirname(file), plain)).replaceAll('\\', '/')
  const door = /^#features\/([^/]+)(\/browser|\/checks)?$/.exec(plain)
  if (door) return `features/${door[1]}${door[2] ?? ''}/index.ts`
  if (plain.startsWith('#platform/')) return `${plain.slice(1)}.ts`
  return plain.startsWith('#ui/') ? plain.slice(1) : null
}

export const existsIn = (sources: Sources, path: string): boolean => existsSync(join(sources.root, path))
