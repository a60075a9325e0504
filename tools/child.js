import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './prepare.js'

// Ctrl-C reaches the whole group by itself; a second one from us would mean "at once".
process.on('SIGINT', () => {})

/** Read at once: while we build, npm may be ended already. */
const parent = process.ppid

/**
 * Runs one of our programs in the foreground: signals reach it, and it learns when we are gone (the channel closes).
 * Resolves to its exit code.
 */
export function runInFront(node, parameters) {
  // Stripped types and compiled code are kept between starts, which halves the time to load them.
  const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'), ...process.env }
  const child = spawn(node, parameters, { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env })
  const pass = (signal) => child.kill(signal)
  process.on('SIGTERM', pass)
  process.on('SIGHUP', pass)
  const watch = watchParent(() => child.kill('SIGTERM'))
  const ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      clearInterval(watch)
      process.off('SIGTERM', pass)
      process.off('SIGHUP', pass)
      resolve(code ?? (signal ? 1 : 0))
    })
  })
  return { child, ended }
}

/** A signal to npm ends npm and its shell but does not reach us: then our parent changes, and we stop in order. */
export function watchParent(gone) {
  if (!process.env['npm_lifecycle_event']) return undefined
  return setInterval(() => process.ppid !== parent && gone(), 250).unref()
}
