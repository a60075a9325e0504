import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '#platform/ids'
import { letBetween } from '../../tests/meeting.ts'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { teamPage } from '../../tools/founding.ts'
import { change, cosign } from './browser/stewarding.ts'
import { acceptIntake } from './index.ts'

test('Noor’s console learns the team in the very moment in which Dee is removed: what it is told is of before or of after, and holds', async () => {
  await using house = await openTestHouse()
  const { team, ruth, amara, noor, dee } = await foundTeam(house)
  const { db } = house.house
  const lineId = randomId()
  await acceptIntake(db.sql, { teamId: team.teamId, lineId, ...(await ruth.keyring.makeIntake(lineId)) })
  for (const person of [ruth, amara]) await person.learn()
  assert.equal(await change(ruth, { kind: 'remove', member: dee.memberId }), 'open')
  const [removal] = (await teamPage(amara)).proposals
  const meanwhile = letBetween(db, /from rosters/, () => cosign(amara, removal!))
  await noor.learn()
  meanwhile.stop()
  assert.ok(meanwhile.isDone, 'she was removed while Noor’s console looked')
  await noor.learn()
  assert.equal((await noor.keyring.rosters()).responders.epoch, 2)
})
