/* iCalendar (RFC 5545), as much of it as a list of times needs: what is written here is read again by another hand in the tests. */

export type CalendarEntry = { uid: string; startsAt: Date; endsAt: Date; title: string; sequence: number }

/** One calendar as text. `now`: when it is written. */
export function calendarText(entries: readonly CalendarEntry[], { name, now }: { name: string; now: Date }): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    // Who wrote it, as the standard asks; it names nobody.
    'PRODID:-//Calendar//Shifts 1//EN',
    'METHOD:PUBLISH',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...entries.flatMap((entry) => entryLines(entry, now)),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

const entryLines = ({ uid, startsAt, endsAt, title, sequence }: CalendarEntry, now: Date): string[] => [
  'BEGIN:VEVENT',
  `UID:${uid}`,
  `DTSTAMP:${utc(now)}`,
  `DTSTART:${utc(startsAt)}`,
  `DTEND:${utc(endsAt)}`,
  `SEQUENCE:${sequence}`,
  `SUMMARY:${escaped(title)}`,
  'CLASS:PRIVATE',
  'END:VEVENT',
]

/** An instant as 20261121T040000Z, to the second. */
const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

const escaped = (text: string): string =>
  text.replaceAll(/[\\;,]/g, String.raw`\$&`).replaceAll(/\r\n|[\r\n]/g, String.raw`\n`)

/** No line is longer than 75 bytes: the rest goes on in the next, after a space. A character is never cut in two. */
function folded(line: string): string {
  const parts: string[] = []
  let [part, bytes] = ['', 0]
  for (const letter of line) {
    const more = Buffer.byteLength(letter)
    if (bytes + more > (parts.length === 0 ? 75 : 74)) {
      parts.push(part)
      ;[part, bytes] = ['', 0]
    }
    part += letter
    bytes += more
  }
  return [...parts, part].join('\r\n ')
}
