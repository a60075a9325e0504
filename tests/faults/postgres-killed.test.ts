import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '../../features/chat/acting.ts'
import { passableFolder } from '../child-house.ts'
import { acknowledged, bothHave, inConversation, textsOf } from './both-sides.ts'
import { ownPostgres } from './own-postgres.ts'

test('PostgreSQL killed twice while both write: what was acknowledged keeps its place, and everything arrives once', async () => {
  using folder = passableFolder()
  await using postgres = await ownPostgres(join(folder.path, 'data'))
  await using sides = await inConversation(postgres)
  const { talk, dee } = sides
  const written: string[] = []
  const write = (count: number): void => {
    for (let n = 0; n < count; n++) {
      talk.write(`caller ${written.length}`)
      dee.write(`Dee ${written.length}`)
      written.push(`caller ${written.length}`, `Dee ${written.length}`)
    }
  }
  for (let round = 1; round <= 2; round++) {
    write(5)
    await until(() => textsOf(talk).length > written.length - 8, 'some being kept')
    const before = acknowledged(talk)
    await postgres.kill()
    write(5)
    await bothHave(sides, written)
    assert.deepEqual(acknowledged(talk).slice(0, before.length), before, 'what was acknowledged before is as it was')
  }
})
