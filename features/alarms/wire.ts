import { z } from 'zod'

/** What a browser gives us to wake it. Its encryption keys are not taken: we never send a payload. */
export const deviceSchema = z.strictObject({ endpoint: z.url({ protocol: /^https?$/ }).max(1000) })
export const emailSchema = z.strictObject({ email: z.email().max(254), language: z.enum(['en', 'es']) })

/** How a member can be reached, as that member's settings show it. */
export type Reach = { publicKey: string; devices: number; mail: boolean; email: string | null }
export type TestSent = { sent: number }
