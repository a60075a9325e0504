import { z } from 'zod'
import type { RingCount } from './rings.ts'
import type { Table } from './rules.ts'

export const monthSchema = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/)
/** 128 bits, base64url: the same for all who hold the contact's key, random to everybody else. */
export const cardIdSchema = z.string().regex(/^[A-Za-z0-9_-]{22}$/)
const sealed = (longest: number) => z.base64url().min(1).max(longest)

export const keepCardSchema = z.object({ sealed: sealed(16_384) })

/** What is counted: contacts by their cards, rings and callbacks as they end. */
export const bodies = ['contacts', 'rings', 'callbacks'] as const
export type Counted = (typeof bodies)[number]

const groups = z.array(z.array(z.array(z.int().min(0).max(40)).min(1)).min(1)).max(2)
const tableSchema = z.object({
  of: z.enum(bodies),
  from: z.int().min(1).max(12),
  to: z.int().min(1).max(12),
  at: z.int().min(1).max(12),
  dimensions: z.array(z.string().regex(/^[a-z]+(:[a-z-]+)?$/)).max(2),
  groups,
  cells: z.array(z.int().min(0)).min(1).max(400),
  whole: z.boolean(),
  /** Seconds within which the middle answer came; only beside rings. */
  middle: z.int().min(1).max(86_400).optional(),
})

export const foldSchema = z.object({
  month: monthSchema,
  cardIds: z.array(cardIdSchema).max(100_000),
  sheet: sealed(512 * 1024),
  tables: z.array(tableSchema).max(4000),
})
export type Folding = z.infer<typeof foldSchema>
export const pageSchema = z.object({ isPublic: z.boolean() })

export type Published = Table & { of: Counted; middle?: number | undefined }

export type MonthView = { month: string; cards: number; state: 'gathering' | 'over' | 'folded' }
/** The topic `tally`: for who folds. `next`: the month that can be folded now. */
export type TallyView = { months: MonthView[]; next: string | null }
/** Everything a console needs to fold a month. `rings` by month of its year, up to it. */
export type Material = {
  month: string
  /** The first month of its year that is counted. */
  first: string
  cards: { cardId: string; sealed: string }[]
  sheets: { month: string; sealed: string }[]
  rings: Record<string, RingCount[]>
}
export type CardState = 'none' | 'kept' | 'counted'
/** `years`: with anything published, newest first. `folded`: its last folded month. */
export type ReportView = {
  year: number
  years: number[]
  tables: Published[]
  first: number | null
  folded: number
  isPublic: boolean
}
