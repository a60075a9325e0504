import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zoneName, zonesFor } from './zones.ts'

test('a zone is found by any part of its name, and the one that is chosen stays in sight', () => {
  const zones = ['America/Los_Angeles', 'America/New_York', 'America/Argentina/Buenos_Aires', 'Europe/Madrid']
  assert.deepEqual(zonesFor(zones, 'los ang', 'Europe/Madrid'), ['America/Los_Angeles', 'Europe/Madrid'])
  assert.deepEqual(zonesFor(zones, 'ÁMERICA/new_york', 'America/New_York'), ['America/New_York'])
  assert.deepEqual(zonesFor(zones, '', 'Europe/Madrid'), zones)
  assert.equal(zoneName(zones[2]!), 'America/Argentina/Buenos Aires')
})
