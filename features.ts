import { alarms } from '#features/alarms'
import { care } from '#features/care'
import { cases } from '#features/cases'
import { chat } from '#features/chat'
import { contacts } from '#features/contacts'
import { copies } from '#features/copies'
import { coverage } from '#features/coverage'
import { handovers } from '#features/handovers'
import { holds } from '#features/holds'
import { keys } from '#features/keys'
import { lines } from '#features/lines'
import { members } from '#features/members'
import { newcomers } from '#features/newcomers'
import { practice } from '#features/practice'
import { promises } from '#features/promises'
import { queue } from '#features/queue'
import { records } from '#features/records'
import { shifts } from '#features/shifts'
import { tally } from '#features/tally'
import { training } from '#features/training'
import type { Feature } from '#platform/house'
import { site } from './site/index.ts'

/** From the ground up: a feature may use only the features named before it (see tests/architecture.test.ts). */
export const floorPlan = [
  'members',
  'keys',
  'lines',
  'practice',
  'holds',
  'contacts',
  'alarms',
  'training',
  'shifts',
  'newcomers',
  'queue',
  'chat',
  'records',
  'cases',
  'promises',
  'handovers',
  'care',
  'tally',
  'coverage',
  'copies',
] as const

/** The site's own pages stand before the chat's, whose lines answer at `/en/<line>`. */
export const features: Feature[] = [
  members,
  keys,
  lines,
  practice,
  holds,
  contacts,
  alarms,
  training,
  shifts,
  newcomers,
  queue,
  site,
  chat,
  records,
  cases,
  promises,
  handovers,
  care,
  tally,
  coverage,
  copies,
]
