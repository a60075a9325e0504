import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day, later, minute } from '#platform/clock'
import { orderedId, randomId } from '#platform/ids'
import { aSkill, aStep, ask, openCrew, personIn, sealed, viewFor, type Crew } from './acting.ts'
import { skillsAt } from './index.ts'

/* Skills against a whole server, with real keys and the clock in hand. One house: the tests follow one another. */
let crew: Crew
before(async () => (crew = await openCrew()))
after(() => crew.close())

const tomorrow = (days = 1): string => later(crew.house.house.clock.now(), days * day).toISOString()
/** Whether `skillsAt` tells that somebody has this skill. */
const held = async (memberId: string, skillId: string) =>
  (await skillsAt(crew.house.house.db.sql, crew.teamId)).filter(
    (one) => one.memberId === memberId && one.skillId === skillId,
  )

test('who may: strangers nothing, responders their own, whoever coordinates or keeps the keys plans', async () => {
  const { people, house } = crew
  const skillId = await aSkill(crew)
  const [dee, step] = [people.dee.memberId, aStep('sign-off')]
  const skills = `people/${dee}/skills/${skillId}`
  const planning: [string, string, object?][] = [
    ['PUT', 'skills', { skills: [{ skillId, sealed, validFor: null }] }],
    ['PUT', 'skills/order', { skillIds: [skillId] }],
    ['PUT', `skills/${skillId}/retired`, { retired: false }],
    ['PUT', skills, { expiresAt: null }],
    ['GET', `people/${dee}/notes`],
    ['PUT', 'path', { version: 9, steps: [step], sealed }],
    ['PUT', `people/${dee}/standing`, { standing: 'trainee' }],
    ['PUT', `people/${dee}/version`, { version: 9 }],
  ]
  for (const request of planning) {
    assert.equal(await ask(house, request), 401)
    for (const person of [people.dee, people.mateo]) assert.equal(await ask(person, request), 403, request[1])
    for (const person of [people.amara, people.noor]) assert.notEqual(await ask(person, request), 403, request[1])
  }
  const own: [string, string, object?][] = [
    ['PUT', `mine/${skillId}`],
    ['DELETE', skills],
    ['POST', `${skills}/undo`],
    ['PUT', `people/${dee}/steps/${step.stepId}`, { ownerId: dee, dueAt: tomorrow() }],
    ['PUT', `people/${dee}/steps/${step.stepId}/marks/${randomId()}`, { note: null }],
    ['DELETE', `people/${dee}/steps/${step.stepId}/marks/${randomId()}`],
  ]
  for (const request of own) assert.equal(await ask(house, request), 401)
  for (const request of own.slice(3)) assert.equal(await ask(people.mateo, request), 'not-yours', request[1])
  assert.equal(await ask(people.mateo, own[1]!), 'not-yours', 'another’s skill')
  assert.equal(await ask(people.mateo, own[2]!), 'too-late', 'what somebody else did')
})

test('a skill goes from hand to hand: claimed, confirmed, taken back, each undone as it was by whoever did it', async () => {
  const { people, house } = crew
  const [skillId, { dee, amara, noor }] = [await aSkill(crew), people]
  const path = `people/${dee.memberId}/skills/${skillId}`
  const view = async () => (await personIn(crew, dee, dee))?.skills.find((one) => one.skillId === skillId)
  crew.moments()
  assert.equal(await ask(dee, ['PUT', `mine/${skillId}`]), 200)
  assert.equal(await ask(dee, ['PUT', `mine/${skillId}`]), 'not-now', 'said already')
  assert.deepEqual(await held(dee.memberId, skillId), [], 'a claim is no skill')
  assert.equal(await ask(amara, ['PUT', path, { expiresAt: tomorrow(90), note: sealed }]), 200)
  const first = await view()
  assert.deepEqual([first?.confirmedBy, first?.hasNote], [amara.memberId, true])
  assert.deepEqual(crew.moments(), ['skills'])
  await house.clock.leap(minute)
  assert.equal(await ask(noor, ['PUT', path, { expiresAt: null, note: null }]), 200)
  assert.equal(await ask(amara, ['POST', `${path}/undo`]), 'too-late', 'Noor did it')
  assert.equal(await ask(noor, ['POST', `${path}/undo`]), 200)
  assert.deepEqual(await view(), first, 'by whom, when, until when and its note, as before')
  assert.equal(await ask(noor, ['POST', `${path}/undo`]), 'too-late', 'once')
  assert.equal(await ask(dee, ['DELETE', path]), 200)
  assert.deepEqual(await held(dee.memberId, skillId), [])
  await house.clock.leap(10 * minute)
  assert.equal(await ask(dee, ['POST', `${path}/undo`]), 'too-late')
  const previous = await house.house.db
    .sql`select 1 from held_skills where skill_id = ${skillId} and previous is not null`
  assert.equal(previous.length, 0, 'nothing of the row before is kept')
  await house.clock.leap(31 * day)
  assert.equal(await view(), undefined, 'what was taken back goes')
  for (const [body, code] of [[{ expiresAt: '2020-01-01T00:00:00Z' }, 'past']] as const)
    assert.equal(await ask(amara, ['PUT', path, body]), code)
  assert.equal(await ask(amara, ['PUT', `people/${randomId()}/skills/${skillId}`, { expiresAt: null }]), 'no-member')
  assert.equal(
    await ask(amara, ['PUT', `people/${dee.memberId}/skills/${orderedId()}`, { expiresAt: null }]),
    'no-skill',
  )
})

test('the list: order, retiring and its undo; a retired skill is kept by whoever has it and given to nobody', async () => {
  const { people } = crew
  const { amara, dee } = people
  const [one, two] = [await aSkill(crew, 24), await aSkill(crew)]
  const all = async () => (await viewFor(crew, dee)).skills.map(({ skillId }) => skillId)
  const turned = (await all()).toReversed()
  assert.equal(await ask(amara, ['PUT', 'skills/order', { skillIds: turned }]), 200)
  assert.deepEqual(await all(), turned)
  assert.equal(await ask(amara, ['PUT', 'skills/order', { skillIds: [one, two] }]), 'changed', 'not all of them')
  assert.equal(await ask(amara, ['PUT', `people/${dee.memberId}/skills/${one}`, { expiresAt: null }]), 200)
  assert.equal(await ask(amara, ['PUT', `skills/${one}/retired`, { retired: true }]), 200)
  assert.equal((await held(dee.memberId, one)).length, 1)
  assert.equal(await ask(people.sam, ['PUT', `mine/${one}`]), 'no-skill')
  assert.equal(await ask(amara, ['PUT', `skills/${one}/retired`, { retired: false }]), 200)
  const many = Array.from({ length: 60 }, () => ({ skillId: orderedId(), sealed, validFor: null }))
  assert.equal(await ask(amara, ['PUT', 'skills', { skills: many }]), 'too-many')
  assert.equal(await ask(amara, ['DELETE', `people/${dee.memberId}/skills/${one}`]), 200)
})

test('an end is told 30 and 7 days before to its holder, then to those who plan; late to be told, it is told once', async () => {
  const { people, house } = crew
  const { amara, dee } = people
  const skillId = await aSkill(crew)
  const path = `people/${dee.memberId}/skills/${skillId}`
  await ask(amara, ['PUT', path, { expiresAt: tomorrow(40) }])
  const after = async (days: number) => {
    await house.clock.leap(days * day)
    return crew.woken()
  }
  await crew.woken()
  crew.moments()
  assert.deepEqual([await after(9), await after(1), await after(22)], [[], ['dee'], []])
  assert.deepEqual([await after(1), await after(6)], [['dee'], []])
  crew.moments()
  assert.deepEqual(await after(1), ['amara', 'ruth'])
  assert.deepEqual(crew.moments(), ['skills'])
  assert.deepEqual(await after(60), [], 'and no more')
  await ask(amara, ['PUT', path, { expiresAt: tomorrow(5) }])
  assert.deepEqual(await after(1), [], 'both marks were past when it was confirmed')
  await ask(amara, ['PUT', `skills/${skillId}/retired`, { retired: true }])
  assert.deepEqual(await after(4), [], 'of a retired skill nobody hears')
  assert.ok(
    (await held(dee.memberId, skillId))[0]!.expiresAt! <= house.house.clock.now(),
    'and its end is told to whoever asks',
  )
})
