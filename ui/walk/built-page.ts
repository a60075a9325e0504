import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build, type Rolldown } from 'vite'

export type BuiltPage = { html: string; file: (path: string) => { type: string; text: string } }

/** A page around one script, for walks of a part of the console by itself. `script` is a file URL; everything is built into `outDir`. */
export async function buildPage(script: URL, outDir: string): Promise<BuiltPage> {
  const options = { root: resolve(import.meta.dirname, '../..'), configFile: false as const, publicDir: false as const }
  const rolldownOptions = { input: script.pathname }
  const plugins = [svelte({ configFile: false })]
  const built = await build({
    ...options,
    plugins,
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, rolldownOptions },
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as Rolldown.RolldownOutput
  const styles = output
    .filter(({ fileName }) => fileName.endsWith('.css'))
    .map(({ fileName }) => `<link rel="stylesheet" href="/${fileName}">`)
  const entry = output.find((chunk) => chunk.type === 'chunk' && chunk.isEntry)!.fileName
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Walk</title>`
  const html = `<!doctype html><html lang="en"><head>${head}${styles.join('')}<script type="module" src="/${entry}"></script></head><body></body></html>`
  const file = (path: string): { type: string; text: string } => ({
    type: path.endsWith('.css') ? 'text/css' : 'text/javascript',
    text: readFileSync(join(outDir, path), 'utf8'),
  })
  return { html, file }
}
