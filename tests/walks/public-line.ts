import { firstLine } from '../../features/lines/template.ts'
import type { Line } from '../../features/lines/wire.ts'

/** The line of the walks: neighbors who answer on Friday and Saturday nights, with everything written. */
export const neighborsLine = (): Line => ({
  ...firstLine(['en', 'es']),
  teamId: '018f0000-0000-7000-8000-000000000001',
  lineId: '018f0000-0000-7000-8000-000000000002',
  version: 1,
  isRoot: false,
  path: 'night',
  area: {
    en: 'West side of Northampton, and anywhere by phone',
    es: 'El oeste de Northampton, y por teléfono en cualquier lugar',
  },
  channels: { chat: true, phone: '(413) 555-0147', text: '(413) 555-0147' },
})

/** Friday 2026-11-20 at 23:10 in New York: the line is open. */
export const fridayNight = new Date('2026-11-21T04:10:00Z')
