// npm run restore [-- FOLDER] [--until TIME]: brings a copy back, into an empty data folder.
import { runInFront } from './child.js'
import { findNode, install } from './prepare.js'

install()
process.exit(await runInFront(findNode(), ['tools/run-restore.ts', ...process.argv.slice(2)]).ended)
