// npm run backup [-- FOLDER]: copies everything that must be kept, and checks the copy.
import { runInFront } from './child.js'
import { findNode, install } from './prepare.js'

install()
process.exit(await runInFront(findNode(), ['tools/run-backup.ts', ...process.argv.slice(2)]).ended)
