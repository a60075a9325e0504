import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { memberRemoved } from '#features/keys'
import { day, hour } from '#platform/clock'
import { randomId } from '#platform/ids'
import { filesHolding } from '../../tests/walks/chat-raw.ts'
import { deskOf } from '../chat/acting.ts'
import { ask, ends, nightOf, openCrew, sealed, viewFor, type Crew } from './acting.ts'
import { readAnswer, saveQuestions, sendAnswer } from './browser/acts.ts'
import { openQuestions, startingQuestions } from './browser/sealing.ts'

/* Asked, answered, sealed, erased; and somebody who listens. A whole server, real keys, the clock in hand. The tests follow one another. */
let crew: Crew
before(async () => (crew = await openCrew()))
after(() => crew.house.close())

const answer = { carerId: null, sealed, listening: null }

test('at the end of a shift everybody who sat there is asked, once, and nobody else', async () => {
  const { dee, mateo, ines, sam } = crew.people
  const night = await nightOf(crew, [dee, mateo], { backUp: ines })
  await ends(crew, night)
  assert.deepEqual(crew.heard(), ['notice: dee, mateo'])
  await ends(crew, night)
  assert.deepEqual(crew.heard(), [])
  const asked = await Promise.all([dee, mateo, ines, sam].map(async (one) => (await viewFor(crew, one)).asked.length))
  assert.deepEqual(asked, [1, 1, 0, 0])
})

test('not now is said and taken back; the card goes by itself three days after the end', async () => {
  const { dee, mateo, amara } = crew.people
  const [card] = (await viewFor(crew, dee)).asked
  const path = `debriefs/${card!.debriefId}/not-now`
  assert.equal(await ask(mateo, ['PUT', path]), 'no-debrief')
  assert.equal(await ask(amara, ['PUT', `debriefs/${card!.debriefId}`, answer]), 'no-debrief')
  assert.equal(await ask(dee, ['PUT', path]), 200)
  assert.equal((await viewFor(crew, dee)).asked[0]!.notNow, true)
  assert.equal(await ask(dee, ['DELETE', path]), 200)
  assert.equal((await viewFor(crew, dee)).asked[0]!.notNow, false)
  await crew.house.clock.leap(3 * day)
  assert.deepEqual([(await viewFor(crew, dee)).asked, (await viewFor(crew, mateo)).asked], [[], []])
  assert.equal(await ask(dee, ['PUT', `debriefs/${card!.debriefId}`, answer]), 'no-debrief')
})

test('told of the end days late, because the house was away: three days to answer all the same; after a week it is not asked', async () => {
  const { dee, mateo } = crew.people
  for (const one of [dee, mateo]) await one.signIn()
  await ends(crew, await nightOf(crew, [dee], { ago: 6 * 24 }))
  await ends(crew, await nightOf(crew, [mateo], { ago: 8 * 24 }))
  assert.deepEqual(crew.heard(), ['notice: dee'])
  await crew.house.clock.leap(3 * day - hour)
  const asked = async (): Promise<number[]> => [(await viewFor(crew, dee)).asked.length, (await viewFor(crew, mateo)).asked.length] // prettier-ignore
  assert.deepEqual(await asked(), [1, 0])
  await crew.house.clock.leap(hour)
  assert.deepEqual(await asked(), [0, 0])
})

test('what is answered is for two: who plans cannot have it, the server cannot read it, and the carer is remembered', async () => {
  const { house, people } = crew
  const { dee, mateo, ruth, sam } = people
  await ends(crew, await nightOf(crew, [dee, sam]))
  crew.heard()
  for (const one of [dee, mateo, ruth]) await one.signIn()
  const [hers, his] = [deskOf(house, people, dee), deskOf(house, people, mateo)]
  const { debriefId } = (await viewFor(crew, dee)).asked[0]!
  const said = [{ question: 'How was it?', answer: 'mulberry-heavy', scale: null }]
  const of = { debriefId, answer: { said, talk: false }, talkWith: null }
  await assert.rejects(sendAnswer(hers, { ...of, carerId: dee.memberId }), /no-carer/)
  await sendAnswer(hers, { ...of, carerId: mateo.memberId })
  await house.settled()
  assert.deepEqual(crew.heard(), ['notice: mateo'])
  for (const desk of [hers, his]) assert.deepEqual((await readAnswer(desk, debriefId))?.said, said)
  assert.equal(await ask(ruth, ['GET', `debriefs/${debriefId}`]), 'no-debrief')
  assert.equal(await ask(sam, ['GET', `debriefs/${debriefId}`]), 'no-debrief')
  assert.deepEqual([(await viewFor(crew, ruth)).answered, (await viewFor(crew, mateo)).answered.length], [[], 1])
  assert.deepEqual(await filesHolding(house, 'mulberry-heavy'), [])
  assert.ok(!house.logged.some((line) => line.includes('mulberry') || line.includes(debriefId)))
  assert.equal((await viewFor(crew, dee)).carerId, mateo.memberId)
  assert.equal(await ask(dee, ['PUT', `debriefs/${debriefId}`, answer]), 'answered')
})

test('destroyed at once at her wish, and by itself after 30 days: the key is gone, whoever asks', async () => {
  const { house } = crew
  const { dee, mateo, sam } = crew.people
  const [first] = (await viewFor(crew, dee)).answered
  const keyOf = (debriefId: string): string => `debrief ${debriefId}`
  assert.equal(house.house.keyStore.has(keyOf(first!.debriefId)), true)
  assert.equal(await ask(mateo, ['DELETE', `debriefs/${first!.debriefId}`]), 'no-debrief', 'the carer destroys nothing')
  assert.equal(await ask(dee, ['DELETE', `debriefs/${first!.debriefId}`]), 200)
  await house.clock.advance(1000)
  assert.equal(house.house.keyStore.has(keyOf(first!.debriefId)), false)
  assert.equal(await ask(mateo, ['GET', `debriefs/${first!.debriefId}`]), 'no-debrief')
  const { debriefId } = (await viewFor(crew, sam)).asked[0]!
  assert.equal(await ask(sam, ['PUT', `debriefs/${debriefId}`, answer]), 200)
  await house.clock.leap(30 * day - hour)
  assert.equal(house.house.keyStore.has(keyOf(debriefId)), true)
  await house.clock.leap(hour)
  assert.equal(house.house.keyStore.has(keyOf(debriefId)), false)
  assert.deepEqual((await viewFor(crew, sam)).answered, [])
  crew.heard()
})

test('“I would like to talk” is asked with the answer, and passes on loudly until somebody listened', async () => {
  const { house } = crew
  const { dee, mateo, sam, ines, ruth, amara } = crew.people
  await ends(crew, await nightOf(crew, [sam]))
  crew.heard()
  const { debriefId } = (await viewFor(crew, sam)).asked[0]!
  const listeningId = randomId()
  const wish = { ...answer, listening: { listeningId, ownerId: sam.memberId } }
  assert.equal(await ask(sam, ['PUT', `debriefs/${debriefId}`, wish]), 'no-listener')
  assert.equal((await viewFor(crew, sam)).answered.length, 0, 'all of it or nothing')
  wish.listening.ownerId = dee.memberId
  assert.equal(await ask(sam, ['PUT', `debriefs/${debriefId}`, wish]), 200)
  await house.settled()
  assert.deepEqual(crew.heard(), ['notice: dee'])
  const [seen] = (await viewFor(crew, dee)).listenings
  const planners = [ruth, amara, crew.people.noor].map(({ memberId }) => memberId)
  assert.ok(seen!.fallbackId && planners.includes(seen!.fallbackId))
  assert.deepEqual((await viewFor(crew, mateo)).listenings, [])
  assert.equal(await ask(mateo, ['PUT', `listenings/${listeningId}`, { act: 'keep' }]), 'no-listening')
  assert.equal(await ask(dee, ['PUT', `listenings/${listeningId}`, { act: 'give', to: ines.memberId }]), 200)
  await house.settled()
  assert.deepEqual(crew.heard(), ['notice: ines'])
  await house.clock.leap(2 * day)
  const [alarmed] = crew.heard()
  assert.match(alarmed!, /^alarm: .*ines/)
  const [late] = (await viewFor(crew, sam)).listenings
  assert.deepEqual([late!.ownerId, late!.late, late!.state], [seen!.fallbackId, true, 'open'])
  await house.clock.leap(day)
  assert.match(crew.heard()[0]!, /^alarm: /)
  const owner = [ruth, amara, crew.people.noor].find(
    ({ memberId }) => memberId !== late!.ownerId && memberId === late!.fallbackId,
  )!
  assert.equal(await ask(owner, ['PUT', `listenings/${listeningId}`, { act: 'keep' }]), 200)
  assert.equal(await ask(owner, ['PUT', `listenings/${listeningId}`, { act: 'undo' }]), 200)
  assert.equal(await ask(owner, ['PUT', `listenings/${listeningId}`, { act: 'keep' }]), 200)
  await house.clock.leap(7 * day)
  assert.deepEqual([(await viewFor(crew, sam)).listenings, crew.heard()], [[], []])
})

test('who leaves takes along what is theirs; what they listened to passes on, what was shared with them stays hers', async () => {
  const { house, teamId } = crew
  const { dee, mateo, sam } = crew.people
  await ends(crew, await nightOf(crew, [dee, sam]))
  const [hers, his] = [(await viewFor(crew, dee)).asked[0]!, (await viewFor(crew, sam)).asked[0]!]
  const listening = { listeningId: randomId(), ownerId: mateo.memberId }
  assert.equal(
    await ask(dee, ['PUT', `debriefs/${hers.debriefId}`, { ...answer, carerId: mateo.memberId, listening }]),
    200,
  )
  assert.equal(await ask(sam, ['PUT', `debriefs/${his.debriefId}`, answer]), 200)
  await house.settled()
  crew.heard()
  const leave = async ({ memberId }: { memberId: string }): Promise<void> => {
    await house.house.db.transact(async (sql, afterCommit) => {
      await sql`update members set state = 'removed' where team_id = ${teamId} and member_id = ${memberId}`
      await house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is: { teamId, memberId } })
    })
    await house.clock.advance(1000)
  }
  await house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is: { teamId, memberId: mateo.memberId } }),
  )
  assert.equal((await viewFor(crew, dee)).carerId, mateo.memberId, 'new keys are no leaving')
  await leave(mateo)
  const view = await viewFor(crew, dee)
  assert.deepEqual([view.carerId, view.answered[0]!.carerId], [null, null])
  assert.notEqual(view.listenings[0]!.ownerId, mateo.memberId)
  await leave(sam)
  assert.equal(house.house.keyStore.has(`debrief ${his.debriefId}`), false)
  const { sql } = house.house.db
  assert.deepEqual([...(await sql`select 1 from debriefs where member_id = ${sam.memberId}`)], [])
})

test('the team’s questions are sealed for the team, and two who edit them do not overwrite each other', async () => {
  const { house, people } = crew
  const { amara, dee } = people
  await amara.signIn()
  const desk = deskOf(house, people, amara)
  const questions = [...startingQuestions(), { id: 'own', kind: 'words' as const, words: { en: 'mulberry-question' } }]
  await saveQuestions(desk, { version: 0, questions })
  await assert.rejects(saveQuestions(desk, { version: 0, questions }), /changed/)
  const { version, sealed: kept } = (await viewFor(crew, dee)).questions
  assert.deepEqual([version, await openQuestions(dee.keyring, kept!)], [1, questions])
  assert.deepEqual(await filesHolding(house, 'mulberry-question'), [])
  assert.equal(await ask(dee, ['PUT', 'questions', { version: 1, sealed }]), 403)
  assert.equal(await ask(dee, ['PUT', 'rules', { version: 0, restHours: 24 }]), 403)
  assert.equal(await ask(dee, ['GET', 'crew']), 403)
  assert.equal(await ask(amara, ['PUT', 'rules', { version: 0, restHours: 2 }]), 422)
  assert.equal(await ask(dee, ['PUT', 'debriefs/nothing', answer]), 'no-debrief')
})
