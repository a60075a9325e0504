import { svelte } from '@sveltejs/vite-plugin-svelte'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { build, defineConfig, type BuildEnvironmentOptions, type Plugin, type Rolldown } from 'vite'

const here = (path: string): string => resolve(import.meta.dirname, path)

/** What is built, by name. Server pages find `style`, `leave`, `caller` and `help` through ui/assets.ts. */
const entries = {
  console: here('console/index.html'),
  leave: here('ui/browser/leave.ts'),
  style: here('ui/public.css'),
}
/** Scripts of public pages that seal, each built by itself. */
const sealing = {
  caller: here('features/chat/browser/caller/main.ts'),
  help: here('features/newcomers/browser/public/main.ts'),
}

// Doors (features/*/browser/index.ts) re-export a lot: a page loads only what it takes from them.
const onlyWhatIsTaken = { test: /\/(features|platform|ui)\/.*\.(ts|svelte|json)$/, sideEffects: false }

const shared: BuildEnvironmentOptions = {
  target: 'es2022',
  cssTarget: 'chrome90',
  modulePreload: { polyfill: false },
  assetsInlineLimit: 0,
  reportCompressedSize: false,
}

type Entry = { name: string; file: string; isEntry?: boolean; css?: string[] }

/**
 * What callers and newcomers load is built by itself: one file and the reader's language, or what seals once it is needed,
 * without what only the console needs. Then the manifest is written, last: what pages must find and no more (Vite's own
 * also says where on this machine things stand).
 */
function sealingAndManifest(): Plugin {
  return {
    name: 'sealing-and-manifest',
    async writeBundle({ dir }) {
      const manifest = resolve(dir!, 'manifest.json')
      const all = Object.values(JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, Entry>)
      const found = all
        .filter(({ isEntry }) => isEntry)
        .map(({ name, file, css }) => ({ name, file, isEntry: true, css }))
      for (const [name, path] of Object.entries(sealing))
        if (existsSync(path))
          found.push({ name, file: await buildAlone(dir!, { [name]: path }), isEntry: true, css: undefined })
      writeFileSync(manifest, JSON.stringify(Object.fromEntries(found.map((entry) => [entry.name, entry])), null, 2))
    },
  }
}

/** Returns the file of the script. The caller's brings its styles itself (see features/chat/browser/caller). */
async function buildAlone(outDir: string, input: Record<string, string>): Promise<string> {
  const rolldownOptions = { treeshake: { moduleSideEffects: [onlyWhatIsTaken] }, input }
  const options = { root: here('.'), configFile: false as const, publicDir: false as const, logLevel: 'error' as const }
  const built = await build({ ...options, build: { ...shared, outDir, emptyOutDir: false, rolldownOptions } })
  const { output } = (Array.isArray(built) ? built[0] : built) as Rolldown.RolldownOutput
  return output.find((chunk) => chunk.type === 'chunk' && chunk.isEntry)!.fileName
}

/**
 * A static bundle that builds to the same bytes in any folder on any day: hashed names, no source maps, no polyfill, no
 * inlined files, no inline script. `dist/manifest.json` says which file is which.
 */
export default defineConfig({
  root: here('.'),
  publicDir: existsSync(here('console/public')) ? here('console/public') : false,
  plugins: [
    svelte({
      configFile: false,
      compilerOptions: { rootDir: here('.'), cssHash: ({ hash, css }) => `s-${hash(css)}` },
    }),
    sealingAndManifest(),
  ],
  worker: { format: 'es' },
  build: {
    ...shared,
    outDir: here('dist'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    rolldownOptions: {
      treeshake: { moduleSideEffects: [onlyWhatIsTaken] },
      input: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
    },
  },
})
