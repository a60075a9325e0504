import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { test } from 'node:test'
import { startChild, type ChildHouse } from '../../tests/child-house.ts'
import { testTeam } from '../../tests/people.ts'
import { ConsolePerson, found, join, teamPage } from '../../tools/founding.ts'
import { founderRoles } from './browser/founding.ts'
import { learn } from './browser/learning.ts'
import { change } from './browser/stewarding.ts'

/* The server is killed (kill -9) in the middle of a removal, at different moments; after the next start it is whole or not at all. */

let child: ChildHouse
/** So many milliseconds after the next proposal went out, the server is killed. */
let killAfter: number | null = null

const send = (path: string, init: RequestInit): Promise<Response> => {
  if (path === '/api/keys/proposals' && killAfter !== null) setTimeout(() => child.kill('SIGKILL'), killAfter)
  const headers = new Headers(init.headers)
  headers.set('origin', child.url)
  return fetch(child.url + path, { ...init, headers })
}

/** Everywhere the server could say that this person is in the team; all must say the same. */
async function isInTeam(ruth: ConsolePerson, person: ConsolePerson): Promise<boolean> {
  const { rosters, cards } = (await learn(ruth)).view
  const newest = rosters.filter((roster) => roster.circle === 'responders').at(-1)!
  const { members } = await teamPage(ruth)
  const signedIn = await person.signIn().then(
    () => true,
    () => false,
  )
  const said = [
    newest.members.some((seat) => seat.id === person.memberId),
    members.some((one) => one.member === person.memberId && one.state === 'active'),
    signedIn,
  ]
  assert.equal(new Set(said).size, 1, `rosters, members and sign-in say the same: ${said.join()}`)
  assert.ok(cards.length >= members.filter((one) => one.state === 'active').length)
  return said[0]!
}

test('kill -9 in the middle of a removal leaves everything or nothing of it', async () => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'beside-killed-'))
  chmodSync(folder, 0o755)
  const start = async (): Promise<void> => void (child = await startChild({ DATA_DIR: joinPath(folder, 'data') }))
  try {
    await start()
    const token = /#\/set-up\/([\w-]+)/.exec(child.printed())![1]!
    const ruth = new ConsolePerson('Ruth', founderRoles, send)
    await found(ruth, { token, origin: child.url, team: testTeam })
    for (const delay of [2, 8, 20]) {
      const kofi = new ConsolePerson('Kofi', ['responder'], send)
      await join(kofi, [ruth])
      killAfter = delay
      await change(ruth, { kind: 'remove', member: kofi.memberId }).catch(() => null)
      await child.ended
      killAfter = null
      await start()
      await ruth.signIn()
      if (await isInTeam(ruth, kofi)) await change(ruth, { kind: 'remove', member: kofi.memberId })
      assert.equal(await isInTeam(ruth, kofi), false)
    }
  } finally {
    await child?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
