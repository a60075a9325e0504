import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endsAt, foldHandle, permissionsOf, problemWithWays, roles, sessionTimes, type WayKind } from './rules.ts'

test('each role may do exactly this', () => {
  const table = Object.fromEntries(roles.map((role) => [role, [...permissionsOf([role])].sort()]))
  assert.deepEqual(table, {
    responder: ['duty.work', 'room.talk'],
    coordinator: ['alarms.receive', 'crew.plan', 'lines.edit', 'messages.work', 'team.see'],
    steward: [
      'alarms.receive',
      'cases.keep',
      'crew.plan',
      'lines.edit',
      'messages.work',
      'retention.change',
      'team.manage',
      'team.see',
    ],
  })
})

test('several roles add up, no role gives nothing', () => {
  assert.equal(permissionsOf([]).size, 0)
  const amara = permissionsOf(['responder', 'steward'])
  assert.ok(amara.has('duty.work') && amara.has('team.manage'))
})

const kinds: WayKind[] = ['passkey', 'passphrase', 'paper']

test('recovery: every subset of the three kinds either keeps one in reserve or is refused', () => {
  for (let chosen = 0; chosen < 8; chosen++) {
    const ways = kinds.filter((_kind, place) => chosen & (1 << place))
    assert.equal(problemWithWays(ways), ways.length >= 2 ? null : 'too-few', ways.join('+') || 'nothing')
  }
})

test('recovery: whatever single kind is lost, another kind is left', () => {
  for (const ways of [['passkey', 'paper'], ['passkey', 'passkey', 'passphrase'], kinds] as WayKind[][]) {
    assert.equal(problemWithWays(ways), null)
    for (const lost of kinds) assert.ok(ways.some((way) => way !== lost))
  }
})

test('passkeys alone are not enough, and there is one passphrase and one paper key at most', () => {
  assert.equal(problemWithWays(['passkey', 'passkey']), 'only-passkeys')
  assert.equal(problemWithWays(['passphrase', 'passphrase']), 'two-of-a-kind')
  assert.equal(problemWithWays(['paper', 'paper', 'passkey']), 'two-of-a-kind')
})

test('a session ends a week after its last use, and thirty days after its start whatever happens', () => {
  const startedAt = new Date('2026-11-20T21:00:00Z')
  const after = (milliseconds: number) => new Date(startedAt.getTime() + milliseconds)
  assert.deepEqual(endsAt({ startedAt, seenAt: startedAt }), after(sessionTimes.idle))
  assert.deepEqual(endsAt({ startedAt, seenAt: after(29 * 24 * 3_600_000) }), after(sessionTimes.longest))
})

test('a sign-in name is the same however it was typed', () => {
  assert.equal(foldHandle('  Inés '), foldHandle('INE\u0301S'))
  assert.notEqual(foldHandle('ines'), foldHandle('inés'))
})
