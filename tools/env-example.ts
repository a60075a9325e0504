import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { envExample } from '#platform/config'

/** `node tools/run.js tools/env-example.ts`: writes .env.example anew after a change of platform/config.ts. */
writeFileSync(join(import.meta.dirname, '..', '.env.example'), envExample())
