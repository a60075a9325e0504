// node tools/run.js PROGRAM …: runs a program of ours with the pinned node.
import { runInFront } from './child.js'
import { findNode, install } from './prepare.js'

install()
process.exit(await runInFront(findNode(), process.argv.slice(2)).ended)
