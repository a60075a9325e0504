import { runRestore } from '#platform/backup/command'

process.exit(await runRestore(process.argv.slice(2)))
