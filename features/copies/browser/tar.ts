import { utf8 } from '#platform/envelope/bytes'

/* POSIX ustar, as much of it as a folder of plain files needs: every tool that opens archives knows it. */

const block = 512

/** The header and the padding of one file, to be put before and after its bytes. Names are ASCII, below 100 characters. */
export function tarEntry(
  name: string,
  size: number,
  at: Date,
): { header: Uint8Array<ArrayBuffer>; padding: Uint8Array<ArrayBuffer> } {
  const header = new Uint8Array(block)
  const put = (offset: number, value: string): void => header.set(utf8(value), offset)
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`
  put(0, name)
  put(100, octal(0o600, 7))
  put(108, octal(0, 7))
  put(116, octal(0, 7))
  put(124, octal(size, 11))
  put(136, octal(Math.floor(at.getTime() / 1000), 11))
  put(156, '0')
  put(257, 'ustar\x0000')
  // The sum is made as if its own field were blank.
  put(148, ' '.repeat(8))
  const sum = header.reduce((total, byte) => total + byte, 0)
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `)
  return { header, padding: new Uint8Array((block - (size % block)) % block) }
}

/** What an archive ends with. */
export const tarEnd = (): Uint8Array<ArrayBuffer> => new Uint8Array(2 * block)
