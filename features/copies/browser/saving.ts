/** Hands a file to the browser's downloads. Nothing of it stays in the page. */
export function save(name: string, parts: Uint8Array<ArrayBuffer>[]): void {
  const url = URL.createObjectURL(new Blob(parts, { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun with the click; its bytes are held by the browser until it is done.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
