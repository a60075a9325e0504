import { runBackup } from '#platform/backup/command'

process.exit(await runBackup(process.argv.slice(2)))
