// npm start [-- --demo], npm run dev
import { watch } from 'node:fs'
import { build, findNode, install, root } from './prepare.js'
import { runInFront, watchParent } from './child.js'

install()
const node = findNode()
build(node)
const parameters = ['main.ts', ...process.argv.slice(2).filter((word) => word !== '--dev')]
if (process.argv.includes('--dev')) await develop()
else process.exit(await runInFront(node, parameters).ended)

/** Builds and restarts whenever a source changes; ends with Ctrl-C, or with npm, also while nothing runs. */
async function develop() {
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve('stopped'))
    watchParent(() => resolve('stopped'))
  })
  let changed = waitForChange()
  for (;;) {
    const running = runInFront(node, parameters)
    const ended = running.ended.then(() => 'ended')
    let next = await Promise.race([stopped, changed, ended])
    if (next === 'ended') {
      process.stderr.write('It ended. Waiting for a change …\n')
      next = await Promise.race([stopped, changed])
    }
    if (next === 'stopped') process.exit(await running.ended)
    // What is written while this one stops counts too.
    changed = waitForChange()
    running.child.kill('SIGTERM')
    await running.ended
    build(node)
  }
}

/** Resolves to 'changed' a moment after a file that matters was written. */
function waitForChange() {
  return new Promise((resolve) => {
    const watchers = ['platform', 'features', 'ui', 'site', 'console', 'main.ts', 'features.ts'].map((place) =>
      watch(`${root}/${place}`, { recursive: !place.endsWith('.ts') }, (_event, name) => {
        if (/\.test\.ts$|~$|^\./.test(name ?? '')) return
        for (const watcher of watchers) watcher.close()
        setTimeout(() => resolve('changed'), 100)
      }),
    )
  })
}
