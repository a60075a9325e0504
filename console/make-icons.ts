import { writeFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'

/*
 * Draws the console's icons (two people beside each other: one dot, one ring) and writes them as PNG beside icon.svg.
 * Run by hand when they change: `node console/make-icons.ts`. `full`: to the edges, for icons that a phone cuts to its own shape.
 */
type Colour = [red: number, green: number, blue: number, alpha: number]
const accent: Colour = [0x8c, 0x43, 0x12, 255]
const paper: Colour = [0xff, 0xfa, 0xf3, 255]
const nothing: Colour = [0, 0, 0, 0]
const fineness = 4

/** The colour at a place in the drawing's 64 by 64 units. */
function colourAt(x: number, y: number, full: boolean): Colour {
  const [cx, cy] = full ? [32 + (x - 32) / 0.8, 32 + (y - 32) / 0.8] : [x, y]
  const away = (toX: number, toY: number): number => Math.hypot(cx - toX, cy - toY)
  if (away(23, 34) <= 12 || Math.abs(away(43, 34) - 9) <= 2.5) return paper
  return full || isInRoundedSquare(x, y) ? accent : nothing
}

function isInRoundedSquare(x: number, y: number): boolean {
  const past = (at: number): number => Math.max(14 - at, at - 50, 0)
  return Math.hypot(past(x), past(y)) <= 14
}

function pixel(px: number, py: number, size: number, full: boolean): number[] {
  const sum = [0, 0, 0, 0]
  for (let i = 0; i < fineness ** 2; i++) {
    const at = (p: number, part: number): number => ((p + (part + 0.5) / fineness) * 64) / size
    const colour = colourAt(at(px, i % fineness), at(py, Math.floor(i / fineness)), full)
    colour.forEach((part, channel) => (sum[channel]! += channel === 3 ? part : part * (colour[3] / 255)))
  }
  const alpha = sum[3]! / 255
  return sum.map((part, channel) => Math.round(channel === 3 ? part / fineness ** 2 : alpha === 0 ? 0 : part / alpha))
}

function png(size: number, full: boolean): Buffer {
  const rows = Array.from({ length: size }, (_row, y) => [
    0,
    ...Array.from({ length: size }, (_dot, x) => pixel(x, y, size, full)).flat(),
  ])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = deflateSync(Buffer.from(rows.flat()), { level: 9 })
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

function chunk(kind: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind), data])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([size, named, check])
}

const save = (name: string, size: number, full = false): void =>
  writeFileSync(`${import.meta.dirname}/public/console/${name}`, png(size, full))
save('icon-192.png', 192)
save('icon-512.png', 512)
save('icon-maskable-512.png', 512, true)
