import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/** Every environment variable there is. `.env.example` is written from this list (tools/env-example.ts). */
const variables = {
  PORT: {
    about: 'The port the web server listens on; 0 picks a free one.',
    example: '8080',
    shape: z.coerce.number().int().min(0).max(65535).default(8080),
  },
  LISTEN_HOST: {
    about:
      'The address it listens on. Leave it at 127.0.0.1 behind a proxy on the same machine; 0.0.0.0 in a container.',
    example: '127.0.0.1',
    shape: z.string().min(1).default('127.0.0.1'),
  },
  DATA_DIR: {
    about: 'The folder with everything that must be kept. It is made, for us alone, when it does not exist.',
    example: 'data',
    shape: z.string().min(1).default('data'),
  },
  PUBLIC_URL: {
    about: 'The address people open, as in https://line.example.org, without a path. Needed behind a proxy.',
    example: 'https://line.example.org',
    shape: z
      .url({ protocol: /^https?$/ })
      .refine((url) => !URL.canParse(url) || new URL(url).href === `${new URL(url).origin}/`, 'must have no path')
      .transform((url) => new URL(url).origin)
      .optional(),
  },
  TRUST_PROXY: {
    about: 'yes when our own proxy sets X-Forwarded-For and X-Forwarded-Proto; no when people reach us directly.',
    example: 'no',
    shape: z
      .enum(['yes', 'no'])
      .default('no')
      .transform((said) => said === 'yes'),
  },
  DATABASE_URL: {
    about: 'A PostgreSQL 15 or later to use instead of the one we bring.',
    example: 'postgres://beside:secret@localhost:5432/beside',
    shape: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  },
  SMTP_URL: {
    about: 'A mail server for alarms to the crew (one constant sentence, never content).',
    example: 'smtps://name:secret@mail.example.org',
    shape: z.url({ protocol: /^smtps?$/ }).optional(),
  },
  ALARM_EMAIL_FROM: {
    about: 'The sender address of those alarms. Needed with SMTP_URL.',
    example: 'line@example.org',
    shape: z.email().optional(),
  },
  HEARTBEAT_URL: {
    about: 'An outside address asked every minute while the line is answered; its silence can wake somebody up.',
    example: 'https://heartbeat.example.org/abc',
    shape: z.url({ protocol: /^https?$/ }).optional(),
  },
  PUSH_CONTACT: {
    about: 'How push services reach whoever runs this server: a mailto: or https: address.',
    example: 'mailto:line@example.org',
    shape: z
      .string()
      .regex(/^(mailto:.+@.+|https:\/\/.+)$/, 'must start with mailto: or https:')
      .optional(),
  },
  BACKUP_DIR: {
    about:
      'Where npm run backup keeps its copies, best on another disk. While it is set, Beside copies what is written there by itself.',
    example: '/media/backup/beside',
    shape: z.string().min(1).optional(),
  },
  BACKUP_KEYS_DIR: {
    about:
      'Where copies of the erasure keys are kept for seven days, when not in BACKUP_DIR/keys. Nothing else may copy that folder.',
    example: '/media/keys/beside',
    shape: z.string().min(1).optional(),
  },
  BACKUP_KEEP_DAYS: {
    about: 'For how many days copies of the database are kept (1 to 365).',
    example: '30',
    shape: z.coerce.number().int().min(1).max(365).default(30),
  },
  LOG_LEVEL: {
    about: 'How much is logged: debug, info, warn or error. No level logs content, names or addresses.',
    example: 'info',
    shape: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  },
} as const

export type Config = {
  port: number
  listenHost: string
  /** Absolute. */
  dataDir: string
  /** An origin such as https://line.example.org, or undefined: localhost, until set-up settles it. */
  publicUrl: string | undefined
  trustProxy: boolean
  databaseUrl: string | undefined
  smtpUrl: string | undefined
  alarmFrom: string | undefined
  heartbeatUrl: string | undefined
  pushContact: string | undefined
  backupDir: string | undefined
  backupKeysDir: string | undefined
  backupKeepDays: number
  logLevel: 'debug' | 'info' | 'warn' | 'error'
  /** A demo: marked as one on every page, in a data folder of its own. */
  demo: boolean
  /** The folder that `npm run build` fills. Absolute. */
  dist: string
}

/** The environment is not usable; `problems` has one sentence for each variable that is wrong. */
export class ConfigProblems extends Error {
  problems: string[]
  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigProblems'
    this.problems = problems
  }
}

/** Adds what stands in the file .env of this folder, where the environment says nothing else. */
export function loadSettings(): void {
  const file = join(import.meta.dirname, '..', '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}

/** Reads the environment. Empty means not set. Throws ConfigProblems with every problem at once. */
export function readConfig(environment: Record<string, string | undefined>, options: { demo?: boolean } = {}): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([name, value]) => name in variables && value))
  const shapes = Object.fromEntries(Object.entries(variables).map(([name, { shape }]) => [name, shape])) as Shapes
  const shape = z.object(shapes)
  const read = shape.safeParse(given)
  const problems = (read.error?.issues ?? []).map((issue) => `${String(issue.path[0])}: ${issue.message}`)
  if (given['SMTP_URL'] && !given['ALARM_EMAIL_FROM']) problems.push('ALARM_EMAIL_FROM: is needed when SMTP_URL is set')
  if (!read.success || problems.length > 0) throw new ConfigProblems(problems)
  const said = read.data
  const demo = options.demo ?? false
  return {
    port: said.PORT,
    listenHost: said.LISTEN_HOST,
    dataDir: resolve(demo ? `${said.DATA_DIR.replace(/\/+$/, '')}-demo` : said.DATA_DIR),
    publicUrl: said.PUBLIC_URL,
    trustProxy: said.TRUST_PROXY,
    databaseUrl: said.DATABASE_URL,
    smtpUrl: said.SMTP_URL,
    alarmFrom: said.ALARM_EMAIL_FROM,
    heartbeatUrl: said.HEARTBEAT_URL,
    pushContact: said.PUSH_CONTACT,
    backupDir: said.BACKUP_DIR,
    backupKeysDir: said.BACKUP_KEYS_DIR,
    backupKeepDays: said.BACKUP_KEEP_DAYS,
    logLevel: said.LOG_LEVEL,
    demo,
    dist: join(import.meta.dirname, '..', 'dist'),
  }
}

type Shapes = { [Name in keyof typeof variables]: (typeof variables)[Name]['shape'] }

/** The text of `.env.example`. */
export function envExample(): string {
  const parts = Object.entries(variables).map(([name, { about, example }]) => `# ${about}\n# ${name}=${example}\n`)
  return `# Beside reads these from its environment, or from a file named .env in this folder. All of them are optional.\n\n${parts.join('\n')}`
}
