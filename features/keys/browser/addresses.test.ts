import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lengthOf, readAddress, stateOfAddress } from './addresses.ts'

test('passkeys need a name and HTTPS, or localhost', () => {
  assert.equal(stateOfAddress('http://localhost:8080'), 'local')
  assert.equal(stateOfAddress('https://line.example.org'), 'good')
  assert.equal(stateOfAddress('http://line.example.org'), 'insecure')
  assert.equal(stateOfAddress('https://192.0.2.7'), 'numbers')
  assert.equal(stateOfAddress('http://[::1]:8080'), 'numbers')
})

test('an address is read as people type it', () => {
  assert.equal(readAddress(' line.example.org '), 'https://line.example.org')
  assert.equal(readAddress('https://line.example.org/'), 'https://line.example.org')
  assert.equal(readAddress('https://line.example.org:8443'), 'https://line.example.org:8443')
  for (const wrong of [
    '',
    'http://line.example.org',
    'https://192.0.2.7',
    'https://a.example/console',
    'line example',
    'https://',
  ]) {
    assert.equal(readAddress(wrong), null, wrong)
  }
})

test('names are counted as people see them', () => {
  assert.equal(lengthOf(' 🌊 '), 1)
  assert.equal(lengthOf('سلام'), 4)
  assert.equal(lengthOf('   '), 0)
})
