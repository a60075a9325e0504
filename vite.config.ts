import { svelte } from '@sveltejs/vite-plugin-svelte'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const here = (path: string): string => resolve(import.meta.dirname, path)

/** What is built, by name. Server pages find `style`, `leave` and `caller` through ui/assets.ts. */
const entries = {
  console: here('console/index.html'),
  caller: here('features/chat/browser/caller/main.ts'),
  leave: here('ui/browser/leave.ts'),
  style: here('ui/public.css'),
}

/**
 * A static bundle that builds to the same bytes in any folder on any day: hashed names, no source maps, no polyfill, no
 * inlined files, no inline script. `dist/manifest.json` says which file is which.
 */
export default defineConfig({
  root: here('.'),
  publicDir: existsSync(here('console/public')) ? here('console/public') : false,
  plugins: [svelte()],
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
    rolldownOptions: { input: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))) },
  },
})
