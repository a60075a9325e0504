import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sql } from '#platform/database'
import { makeLog } from '#platform/log'
import { Followers } from '#platform/streams/followers'

const place = { teamId: 'team', streamId: 'talk' }

/** A database with one row, whose first statements (of the heads, then of the rows) are never answered. */
function deafAtFirst(): Sql {
  const asked = { heads: 0, rows: 0 }
  const answer = (strings: TemplateStringsArray): Promise<unknown[]> => {
    const isHeads = strings.join('').includes('stream_heads')
    if (asked[isHeads ? 'heads' : 'rows']++ === 0) return new Promise(() => {})
    const head = { team_id: place.teamId, stream_id: place.streamId, last_seq: 1, dropped: false }
    return Promise.resolve(isHeads ? [head] : [{ seq: 1, id: 'id', body: 'hello' }])
  }
  return answer as unknown as Sql
}

test('a line to the database that died without a word holds nobody up for ever', { timeout: 5000 }, async () => {
  const followers = new Followers(
    deafAtFirst(),
    makeLog('error', () => {}),
    20,
  )
  const first = await new Promise((resolve) =>
    followers.follow(place, 0, { rows: ([row]) => resolve(row?.body), ended: () => {} }),
  )
  assert.equal(first, 'hello')
})
