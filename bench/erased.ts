import { act, askHold, chatOf, endedChat, leave } from '../tests/keeping.ts'
import { erasureKeys, filesWith } from '../tests/raw-keys.ts'
import { filesHolding } from '../tests/walks/chat-raw.ts'
import { report } from './report.ts'

/**
 * What an examiner with the whole disk finds of chats that are gone: one by its own clock, one after a hold, one because its
 * person wished so. `raw`: in how many files the same search found their keys and nothing else's before, because a search
 * that finds nothing anywhere proves nothing.
 */
const reason = `motivo-${crypto.randomUUID()}`
const words = [1, 2, 3].map(() => `piedra-${crypto.randomUUID()}`)
const ended = await endedChat(words[0])
const { house, people } = ended
const held = { ...ended, ...(await chatOf(house, words[1]!)) }
const wished = { ...ended, ...(await chatOf(house, words[2]!)) }
for (const chat of [held, wished]) await leave(chat)
const hold = await askHold(held, people.ruth, 20, reason)
await act(ended, people.amara, hold, 'agreement')

const keys = erasureKeys(house)
const raw = keys.reduce((sum, key) => sum + filesWith(house, key).length, 0)

await people.amara.request(`/api/kept/contact/${wished.contactId}/erase`, { method: 'POST', body: {} })
const day = 24 * 60 * 60 * 1000
for (const days of [15, 6]) await house.clock.leap(days * day)
const left = erasureKeys(house)
const gone = keys.filter((key) => !left.some((other) => other.equals(key)))
const found =
  gone.flatMap((key) => filesWith(house, key)).length + (await filesHolding(house, [...words, reason])).length
const why = gone.length === 3 && raw > 0 ? undefined : `${gone.length} of 3 keys were destroyed`
report({
  name: 'erasure: files that hold a destroyed key, a word or a reason',
  value: found,
  unit: 'files',
  raw,
  ratio: found / raw,
  bar: 0,
  pass: found === 0 && why === undefined,
  ...(why ? { why } : {}),
})
for (const chat of [ended, held, wished]) chat.talk.wipe()
await house.close()
process.exit(0)
