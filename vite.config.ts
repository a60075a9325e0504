import { svelte } from '@sveltejs/vite-plugin-svelte'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string): string => resolve(import.meta.dirname, path)

/** What is built, by name. Server pages find `style`, `leave` and `caller` through ui/assets.ts. */
const entries = {
  console: here('console/index.html'),
  caller: here('features/chat/browser/caller/main.ts'),
  leave: here('ui/browser/leave.ts'),
  style: here('ui/public.css'),
}

type Entry = { name: string; file: string; isEntry?: boolean; css?: string[] }

/** The manifest says what pages must find and no more: Vite's own also says where on this machine things stand. */
function shortManifest(): Plugin {
  return {
    name: 'short-manifest',
    writeBundle({ dir }) {
      const manifest = resolve(dir!, 'manifest.json')
      const all = Object.values(JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, Entry>)
      const entries = all
        .filter(({ isEntry }) => isEntry)
        .map(({ name, file, css }) => [name, { name, file, isEntry: true, css }])
      writeFileSync(manifest, JSON.stringify(Object.fromEntries(entries), null, 2))
    },
  }
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
    shortManifest(),
  ],
  worker: { format: 'es' },
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: 'chrome90',
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      // Doors (features/*/browser/index.ts) re-export a lot: a page loads only what it takes from them.
      treeshake: {
        moduleSideEffects: [{ test: /\/(features|platform|ui)\/.*\.(ts|svelte|json)$/, sideEffects: false }],
      },
      input: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
    },
  },
})
