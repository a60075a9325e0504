import { mkdtempSync, rmSync } from 'node:fs'
import * as http from 'node:http'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'vite'
import { breaks, type Break } from './breaks.ts'

const root = join(import.meta.dirname, '..', '..')
const entry = join(import.meta.dirname, 'server.ts')

/**
 * Puts main.ts and all it loads into one file, which starts in half the time: the nights begin hundreds of processes. What
 * is in it is the product as it stands, but for the one worse line of `broken`. Resolves to the file; it goes with this process.
 */
export async function bundled(broken?: Break): Promise<string> {
  const folder = mkdtempSync(join(root, 'node_modules', '.cache', 'crash-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    plugins: [asItStands(broken), httpAlone],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: entry,
      outDir: folder,
      minify: false,
      rollupOptions: {
        output: { entryFileNames: 'main.mjs', minify: { mangle: false, compress: false, codegen: true } },
      },
    },
  })
  return join(folder, 'main.mjs')
}

/** Who imports node:http makes Node read all of its names, three of which load a whole client of the web first. */
const httpAlone: Plugin = {
  name: 'http alone',
  enforce: 'pre',
  resolveId: (id) => (/^(node:)?http$/.test(id) ? '\0http' : null),
  load(id) {
    if (id !== '\0http') return null
    const names = Object.keys(http).filter((name) => !/^(default|WebSocket|CloseEvent|MessageEvent)$/.test(name))
    return `const http = process.getBuiltinModule('node:http')\nexport default http\nexport const { ${names.join(', ')} } = http`
  },
}

/** Each file still knows where it lies. */
function asItStands(broken: Break | undefined): Plugin {
  const worse = broken && breaks[broken]
  return {
    name: 'as it stands',
    enforce: 'pre',
    transform(code, id) {
      const isWorse = worse && id.endsWith(worse.file)
      if (isWorse && !code.includes(worse.from)) throw new Error(`${worse.file} does not say ${worse.from} any more`)
      return (isWorse ? code.replace(worse.from, worse.to) : code)
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
    },
  }
}
