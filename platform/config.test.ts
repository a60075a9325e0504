import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { ConfigProblems, envExample, readConfig } from '#platform/config'

test('nothing has to be set', () => {
  const config = readConfig({})
  assert.equal(config.port, 8080)
  assert.equal(config.listenHost, '127.0.0.1')
  assert.equal(config.dataDir, resolve('data'))
  assert.equal(config.trustProxy, false)
  assert.equal(readConfig({ PORT: '', DATA_DIR: '' }).port, 8080)
})

test('a demo has a folder of its own', () => {
  assert.equal(readConfig({}, { demo: true }).dataDir, resolve('data-demo'))
  assert.equal(readConfig({ DATA_DIR: '/srv/line/' }, { demo: true }).dataDir, '/srv/line-demo')
})

test('an address is kept as the browser writes it', () => {
  assert.equal(readConfig({ PUBLIC_URL: 'https://Line.example.org/' }).publicUrl, 'https://line.example.org')
  assert.throws(() => readConfig({ PUBLIC_URL: 'https://example.org/line' }), /PUBLIC_URL: must have no path/)
})

test('every problem is told at once, and no value is repeated', () => {
  const wrong = {
    PORT: '99999',
    PUBLIC_URL: 'secret-place',
    SMTP_URL: 'smtp://mail',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://name:hunter2@db/x',
  }
  assert.throws(
    () => readConfig(wrong),
    (error) => {
      assert.ok(error instanceof ConfigProblems)
      assert.deepEqual(error.problems.map((line) => line.split(':')[0]).sort(), [
        'ALARM_EMAIL_FROM',
        'DATABASE_URL',
        'LOG_LEVEL',
        'PORT',
        'PUBLIC_URL',
      ])
      assert.doesNotMatch(error.message, /hunter2|secret-place/)
      return true
    },
  )
})

test('.env.example is what the code says (node tools/run.js tools/env-example.ts writes it)', () => {
  assert.equal(readFileSync(join(import.meta.dirname, '..', '.env.example'), 'utf8'), envExample())
})
