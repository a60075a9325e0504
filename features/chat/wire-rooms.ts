import { z } from 'zod'
import { recordSchema } from '#features/contacts'

export const roomWriteSchema = z.strictObject({ roomId: z.uuid(), id: z.uuid(), record: z.string().min(2).max(60_000) })

/** The key of a room's epoch, wrapped to the responders' circle. */
export const roomWrapsSchema = z.strictObject({
  epoch: z.int().min(1).max(1_000_000),
  wraps: z
    .array(
      z.strictObject({
        reader: z.string().regex(/^circle:responders:\d{1,7}$/),
        sealed: z
          .string()
          .regex(/^[A-Za-z0-9_-]+$/)
          .max(12_000),
      }),
    )
    .min(1)
    .max(4),
})

/** The night's room. `epoch` is the lowest key the server takes records under; `made` the highest there is. */
export type RoomView = { roomId: string; night: string; epoch: number; made: number; before: RoomBefore | null }

/** The newest room of an earlier night in which something was written. To read only, until it is erased (ISO 8601). */
export type RoomBefore = { roomId: string; night: string; keptUntil: string }

/** The place that a record names, or null when it is not a record. */
export function readRoomPlace(text: string): { e: number; s: string } | null {
  try {
    return recordSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
