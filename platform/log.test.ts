import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLog } from '#platform/log'

test('one JSON line for each event at or above the level', () => {
  const lines: string[] = []
  const log = makeLog('warn', (line) => lines.push(line))
  log.info('request', { ms: 3 })
  log.warn('postgres-restarted', { attempt: 1 })
  assert.equal(lines.length, 1)
  const { at, ...rest } = JSON.parse(lines[0]!) as Record<string, unknown>
  assert.match(String(at), /^\d{4}-\d\d-\d\dT/)
  assert.deepEqual(rest, { level: 'warn', event: 'postgres-restarted', attempt: 1 })
})

test('an error is told by its kind, code and place, never by its message or what hangs on it', () => {
  const lines: string[] = []
  const log = makeLog('info', (line) => lines.push(line))
  const error = Object.assign(new RangeError('Mateo wrote: sentinel'), {
    code: '23505',
    detail: 'sentinel',
    parameters: ['sentinel'],
  })
  log.error('request-failed', error, { pattern: '/api/x' })
  log.error('request-failed', 'sentinel')
  log.error('request-failed', Object.assign(new Error(), { code: 'sentinel of some length' }))
  assert.match(lines[0]!, /"kind":"RangeError","code":"23505","through":".*log\.test\.ts/)
  assert.ok(
    lines.every((line) => !line.includes('sentinel')),
    lines.join('\n'),
  )
})

test('a message of several lines leaves nothing behind in the places', () => {
  const lines: string[] = []
  makeLog('info', (line) => lines.push(line)).error('x', new Error('one\n    sentinel\n  at the end, sentinel'))
  assert.doesNotMatch(lines[0]!, /sentinel/)
})
