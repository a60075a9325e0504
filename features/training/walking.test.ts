import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day, later } from '#platform/clock'
import { orderedId, randomId } from '#platform/ids'
import { filesHolding } from '../../tests/walks/chat-raw.ts'
import { deskOf, until } from '../chat/acting.ts'
import {
  aSkill,
  aStep,
  ask,
  fire,
  memberJoined,
  memberRemoved,
  openCrew,
  personIn,
  savePath,
  viewFor,
  type Crew,
} from './acting.ts'
import * as acts from './browser/acts.ts'
import { trainingOn } from './browser/training.ts'
import { shadowDone, traineesOf } from './index.ts'

/* Paths, what is sealed and what goes, against a whole server, with real keys and the clock in hand. The tests follow one another. */
let crew: Crew
before(async () => (crew = await openCrew()))
after(() => crew.close())

const tomorrow = (days = 1): string => later(crew.house.house.clock.now(), days * day).toISOString()
const trainees = (): Promise<Set<string>> => traineesOf(crew.house.house.db.sql, crew.teamId)

test('a path: whoever is there stays experienced, whoever joins begins it, and is experienced once it is signed', async () => {
  const { people, teamId, house } = crew
  const { amara, ruth, sam, dee } = people
  const steps = [aStep('reading'), aStep('shadow', 2, 60), aStep('sign-off', 1, 90)]
  const [reading, shadow, sign] = steps.map(({ stepId }) => `people/${sam.memberId}/steps/${stepId}`)
  assert.equal(await savePath(crew, 0, steps.slice(0, 2)), 'no-sign-off')
  await fire(crew, memberJoined, people.mateo)
  assert.equal(await savePath(crew, 0, steps), 200)
  assert.equal(await savePath(crew, 0, steps), 'changed')
  assert.equal((await trainees()).size, 0)
  crew.moments()
  await fire(crew, memberJoined, sam)
  assert.deepEqual([[...(await trainees())], crew.moments()], [[sam.memberId], ['standing sam']])
  const owners = (await personIn(crew, amara, sam))!.walk!.steps.map(({ ownerId }) => ownerId)
  assert.ok(owners.every((one) => [amara, ruth, people.noor].some(({ memberId }) => memberId === one)))
  const readId = randomId()
  for (const _twice of [1, 2]) assert.equal(await ask(sam, ['PUT', `${reading}/marks/${readId}`, { note: null }]), 200)
  assert.equal((await personIn(crew, sam, sam))!.walk!.steps[0]!.marks.length, 1)
  assert.equal(await ask(sam, ['PUT', `${shadow}/marks/${randomId()}`, {}]), 'not-yours')
  assert.equal(await ask(amara, ['PUT', `${sign}/marks/${randomId()}`, {}]), 'step-waits')
  const shifts = [randomId(), randomId()]
  for (const shiftId of [shifts[0]!, shifts[0]!, shifts[1]!, shifts[1]!])
    await house.house.db.transact((sql, afterCommit) =>
      shadowDone({ sql, afterCommit, house: house.house }, { teamId, memberId: sam.memberId, shiftId }),
    )
  assert.equal((await personIn(crew, sam, sam))!.walk!.steps[1]!.marks.length, 2)
  const signId = randomId()
  assert.equal(await ask(amara, ['PUT', `${sign}/marks/${signId}`, {}]), 200)
  assert.deepEqual([(await trainees()).size, crew.moments()], [0, ['standing sam']])
  assert.equal(await ask(sam, ['DELETE', `${reading}/marks/${readId}`]), 'signed')
  assert.equal(await ask(dee, ['DELETE', `${sign}/marks/${signId}`]), 'not-yours')
  assert.equal(await ask(amara, ['DELETE', `${sign}/marks/${signId}`]), 200)
  assert.deepEqual([...(await trainees())], [sam.memberId])
  assert.equal(await ask(amara, ['PUT', `people/${amara.memberId}/standing`, { standing: 'trainee' }]), 'own')
})

test('a new version moves nobody; moved on and back, what was done stays done; without a path everybody is experienced', async () => {
  const { people } = crew
  const { amara, sam } = people
  const [first] = (await viewFor(crew, amara)).paths
  const steps = [first!.steps[0]!, aStep('session'), first!.steps[2]!]
  assert.equal(await savePath(crew, 1, steps), 200)
  const walk = async () => (await personIn(crew, amara, sam))!.walk!
  assert.equal((await walk()).version, 1)
  const done = async () => (await walk()).steps.map(({ marks }) => marks.length)
  const before = await done()
  assert.equal(await ask(amara, ['PUT', `people/${sam.memberId}/version`, { version: 2 }]), 200)
  assert.deepEqual(await done(), [1, 0, 0])
  assert.equal(await ask(amara, ['PUT', `people/${sam.memberId}/version`, { version: 1 }]), 200)
  assert.deepEqual(await done(), before)
  crew.moments()
  assert.equal(await savePath(crew, 2, []), 200)
  assert.deepEqual([(await trainees()).size, crew.moments()], [0, ['standing sam']])
  assert.equal(await savePath(crew, 3, steps), 200)
  assert.equal((await trainees()).size, 1)
})

test('an overdue step: its owner hears when it is due and every week; done or handed on, they hear no more', async () => {
  const { people, house } = crew
  const { amara, dee, sam } = people
  const { steps } = (await personIn(crew, amara, sam))!.walk!
  const open = `people/${sam.memberId}/steps/${steps[2]!.stepId}`
  for (const { stepId } of steps)
    await ask(amara, [
      'PUT',
      `people/${sam.memberId}/steps/${stepId}`,
      { ownerId: amara.memberId, dueAt: tomorrow(300) },
    ])
  assert.equal(await ask(amara, ['PUT', open, { ownerId: sam.memberId, dueAt: tomorrow() }]), 'own')
  assert.equal(await ask(amara, ['PUT', open, { ownerId: dee.memberId, dueAt: tomorrow() }]), 200)
  await crew.woken()
  const after = async (days: number) => {
    await house.clock.leap(days * day)
    return crew.woken()
  }
  assert.deepEqual([await after(0.9), await after(0.1), await after(6), await after(1)], [[], ['dee'], [], ['dee']])
  const seen = await viewFor(crew, dee)
  assert.deepEqual(
    seen.people.map(({ memberId }) => memberId),
    [dee.memberId, sam.memberId],
  )
  assert.deepEqual(seen.people[1]!.skills, [])
  assert.equal(
    await ask(dee, ['PUT', open, { ownerId: amara.memberId, dueAt: tomorrow(300) }]),
    200,
    'the owner hands it on',
  )
  assert.deepEqual(await after(30), [])
  assert.equal((await viewFor(crew, dee)).people.length, 1, 'nothing of Sam’s is Dee’s to see any more')
})

test('whoever plans says that somebody is experienced, and takes it back: then the path goes on where it was', async () => {
  const { amara, sam } = crew.people
  const stand = (standing: string) => ask(amara, ['PUT', `people/${sam.memberId}/standing`, { standing }])
  assert.equal(await stand('trainee'), 'no-path', 'on it already')
  assert.equal(await stand('experienced'), 200)
  assert.equal((await trainees()).size, 0)
  assert.equal(await stand('trainee'), 200)
  assert.equal((await trainees()).size, 1)
  assert.equal((await personIn(crew, amara, sam))!.walk!.steps[0]!.marks.length, 1)
})

test('what things are called, and every note, is sealed: nowhere in the database or the log, and the console reads it', async () => {
  const { people, house } = crew
  const desk = deskOf(house, people, people.amara)
  const skillId = orderedId()
  const words = ['mulberry-skill', 'mulberry-note', 'mulberry-step', 'mulberry-mark']
  await acts.putSkills(desk, [{ skillId, name: { en: words[0]!, es: 'otra' }, validFor: null }])
  await acts.confirm(desk, { memberId: people.dee.memberId, skillId }, { expiresAt: null, note: words[1]! })
  const step = aStep('sign-off')
  const path = { steps: [step], words: { [step.stepId]: { name: { en: words[2]! }, note: {} } } }
  const { version } = await viewFor(crew, people.amara)
  await acts.savePath(desk, { version, ...path })
  await acts.moveTo(desk, people.sam.memberId, version + 1)
  const markId = await acts.mark(desk, { memberId: people.sam.memberId, stepId: step.stepId }, words[3]!)
  assert.deepEqual(await filesHolding(house, words), [])
  assert.ok(!house.logged.some((line) => line.includes('mulberry') || line.includes(skillId)))
  await people.dee.signIn()
  const training = trainingOn(deskOf(house, people, people.dee))
  await until(() => training.skills.some(({ name }) => name?.en === words[0]), 'Dee reading it')
  assert.equal(training.path?.words?.[step.stepId]?.name.en, words[2])
  assert.equal(await acts.noteOnSkill(desk, { memberId: people.dee.memberId, skillId }), words[1])
  assert.equal((await acts.notesOnMarks(desk, people.sam.memberId, () => step.stepId)).get(markId), words[3])
  const swapped = await people.ruth.keyring
    .openForCircle(
      Buffer.from((await viewFor(crew, people.ruth)).skills.at(-1)!.sealed, 'base64url'),
      'training skill other',
    )
    .catch(() => null)
  assert.equal(swapped, null, 'a name of another skill is none')
})

test('who leaves takes all of theirs along and passes on what they looked after; new keys are no leaving', async () => {
  const { people, house, teamId } = crew
  const { dee, sam, amara } = people
  const skillId = await aSkill(crew)
  const hers = `people/${dee.memberId}/skills/${skillId}`
  assert.equal(await ask(amara, ['PUT', hers, { expiresAt: tomorrow(90) }]), 200)
  const step = (await personIn(crew, amara, sam))!.walk!.steps[0]!
  await ask(amara, ['PUT', `people/${sam.memberId}/standing`, { standing: 'experienced' }])
  await ask(amara, ['PUT', `people/${sam.memberId}/standing`, { standing: 'trainee' }])
  await ask(amara, ['PUT', `people/${sam.memberId}/steps/${step.stepId}`, { ownerId: dee.memberId, dueAt: tomorrow() }])
  await fire(crew, memberRemoved, dee)
  await fire(crew, memberJoined, dee)
  assert.ok((await personIn(crew, amara, dee))!.skills.length > 0, 'Dee came back with new keys')
  assert.equal((await trainees()).has(dee.memberId), false)
  const { sql } = house.house.db
  for (const gone of [dee, sam]) await sql`update members set state = 'removed' where member_id = ${gone.memberId}`
  await fire(crew, memberRemoved, dee)
  const owner = (
    await sql<{ owner: string }[]>`select owner_id as owner from training_steps where step_id = ${step.stepId}`
  )[0]!
  assert.notEqual(owner.owner, dee.memberId)
  await fire(crew, memberRemoved, sam)
  for (const { memberId } of [dee, sam]) {
    const rows = await sql`
      select 'skills' as kept from held_skills where member_id = ${memberId} union all select 'walk' from trainings where member_id = ${memberId}
      union all select 'steps' from training_steps where member_id = ${memberId}
      union all select 'marks' from training_marks where member_id = ${memberId}
      union all select kind from deadlines where team_id = ${teamId} and kind like 'training.%' and key like ${`${memberId} %`}`
    assert.deepEqual([...rows], [])
  }
})
