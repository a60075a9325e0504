import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sayDate, sayDayAndTime, sayExactly, sayFully, sayTime } from './times.ts'

const at = '2026-11-21T04:10:09Z'
const here = (language: 'en' | 'es', timeZone = 'America/Los_Angeles') => ({ language, team: { timeZone } })

test('times are the team’s, on a clock of 24 hours, the day before the month, without commas', () => {
  const said = [sayTime, sayDayAndTime, sayExactly, sayFully, sayDate].map((say) => say(at, here('en')))
  assert.deepEqual(said, [
    'Fri 20:10',
    'Fri 20 Nov 20:10',
    'Fri 20 Nov 20:10:09',
    'Fri 20 Nov 2026 20:10',
    '20 Nov 2026',
  ])
})

test('in Spanish', () => {
  const said = [sayTime, sayDayAndTime, sayFully].map((say) => say(at, here('es')))
  assert.deepEqual(said, ['vie 20:10', 'vie 20 nov 20:10', 'vie 20 nov 2026 20:10'])
})

test('elsewhere it is another day, and midnight is 00', () => {
  assert.equal(sayTime(at, here('en', 'UTC')), 'Sat 04:10')
  assert.equal(sayTime(new Date('2026-11-21T08:00:00Z'), here('en')), 'Sat 00:00')
  assert.equal(sayTime(Date.parse(at), here('es', 'Pacific/Auckland')), 'sáb 17:10')
})
