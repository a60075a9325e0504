import { KeyringCore } from './core/core.ts'
import { serveKeyring, type Port } from './core/serve.ts'

/* The crypto Worker. Private keys are made, opened and used here and nowhere else; ending the Worker is the lock. */
serveKeyring(globalThis as unknown as Port, new KeyringCore())
