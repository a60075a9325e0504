import { spawn } from 'node:child_process'
import { root } from './prepare.js'

/**
 * Runs one of our programs in the foreground: signals reach it, and it learns when we are gone (the channel closes).
 * Resolves to its exit code.
 */
export function runInFront(node, parameters, options = {}) {
  const child = spawn(node, parameters, { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], ...options })
  const pass = (signal) => child.kill(signal)
  // Ctrl-C reaches the whole group by itself; a second one from us would mean "at once".
  process.on('SIGINT', () => {})
  process.on('SIGTERM', pass)
  process.on('SIGHUP', pass)
  const ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', pass)
      process.off('SIGHUP', pass)
      resolve(code ?? (signal ? 1 : 0))
    })
  })
  return { child, ended }
}
