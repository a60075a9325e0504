import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '../../features/chat/acting.ts'
import { passableFolder } from '../child-house.ts'
import { acknowledged, bothHave, inConversation } from './both-sides.ts'
import { ownPostgres } from './own-postgres.ts'
import { mountSmallDisk, noSmallDisk } from './small-disk.ts'

test(
  'the disk fills up while both write: nothing is shown as kept that is not, and freed, everything arrives once',
  { skip: noSmallDisk() },
  async () => {
    using folder = passableFolder()
    using disk = mountSmallDisk(folder.path, 200)
    await using postgres = await ownPostgres(join(disk.path, 'data'))
    await using sides = await inConversation(postgres)
    const { talk, dee } = sides
    const written: string[] = []
    disk.fill()
    for (let n = 0; n < 40; n++) {
      const texts = [`caller ${n} ${crypto.randomUUID().repeat(100)}`, `Dee ${n} ${crypto.randomUUID().repeat(100)}`]
      talk.write(texts[0]!)
      dee.write(texts[1]!)
      written.push(...texts)
    }
    const isRefused = (): boolean =>
      sides.house.logged.some((line) => line.includes('live message failed') || line.includes('53100'))
    await until(isRefused, 'the disk being too full for a message')
    const before = acknowledged(talk)
    const states = [...talk.outbox.pending, ...dee.talk.outbox.pending].map(({ state }) => state)
    assert.ok(states.includes('sending') && !states.includes('stuck'), states.join())
    disk.free()
    await bothHave(sides, written)
    assert.deepEqual(acknowledged(talk).slice(0, before.length), before)
  },
)
