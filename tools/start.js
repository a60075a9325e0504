// npm start [-- --demo], npm run dev
import { watch } from 'node:fs'
import { build, findNode, install, root } from './prepare.js'
import { runInFront } from './child.js'

install()
const node = findNode()
build(node)
const parameters = ['main.ts', ...process.argv.slice(2).filter((word) => word !== '--dev')]
if (process.argv.includes('--dev')) await develop()
else process.exit(await runInFront(node, parameters).ended)

/** Builds and restarts whenever a source changes; ends with Ctrl-C. */
async function develop() {
  let ending = false
  let running = runInFront(node, parameters)
  const end = () => (ending = true)
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  for (;;) {
    const changed = waitForChange()
    const first = await Promise.race([changed.then(() => 'changed'), running.ended.then(() => 'ended')])
    if (ending) process.exit(await running.ended)
    if (first === 'ended') process.stderr.write('It ended. Waiting for a change …\n')
    await changed
    running.child.kill('SIGTERM')
    await running.ended
    build(node)
    running = runInFront(node, parameters)
  }
}

/** Resolves a moment after a file that matters was written. */
function waitForChange() {
  return new Promise((resolve) => {
    const watchers = ['platform', 'features', 'ui', 'site', 'console', 'main.ts', 'features.ts'].map((place) =>
      watch(`${root}/${place}`, { recursive: !place.endsWith('.ts') }, (_event, name) => {
        if (/\.test\.ts$|~$|^\./.test(name ?? '')) return
        for (const watcher of watchers) watcher.close()
        setTimeout(resolve, 100)
      }),
    )
  })
}
