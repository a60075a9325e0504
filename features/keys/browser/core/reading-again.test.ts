import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { deesId, foundThree, samsId, type Person } from '../../../../tests/malicious-server/stored.ts'
import type { KeyringThread, OpenedRow, StreamRow } from './threads.ts'

let dee: Person
let sam: Person

before(async () => ({ dee, sam } = await foundThree()))

const said = (rows: readonly OpenedRow[]): string[] => rows.map((row) => ('body' in row ? row.body : row.error))

/** Two rows of Dee's, in an object of which Sam has the key and has read nothing. */
async function twoRows(): Promise<{ rows: StreamRow[]; sams: KeyringThread }> {
  const object = crypto.randomUUID()
  const readers = [deesId, samsId].map((id) => ({ reader: `member:${id}` }))
  const kept = await dee.keyring.makeKey({ object, kind: 'crew', epoch: 1 }, readers)
  for (const { keyring } of [dee, sam]) await keyring.learn(kept)
  const [dees, sams] = [dee, sam].map(({ keyring }) => keyring.thread(object, 'crew')) as [KeyringThread, KeyringThread]
  const rows: StreamRow[] = [
    [1, 'a', await dees.seal('one')],
    [2, 'b', await dees.seal('two')],
  ]
  return { rows, sams }
}

test('a glance at the first rows leaves the thread as it is, whenever it comes', async () => {
  const { rows, sams } = await twoRows()
  const glance = async (): Promise<string[]> => said(await sams.glance(rows))
  assert.deepEqual(await glance(), ['one', 'two'])
  assert.deepEqual(said(await sams.open(rows.slice(0, 1))), ['one'])
  assert.deepEqual(await glance(), ['one', 'two'])
  assert.deepEqual(said(await sams.open(rows.slice(1))), ['two'])
})

test('reading begins anew while rows of before are still to be opened: all of them are read again', async () => {
  const { rows, sams } = await twoRows()
  const before = sams.open(rows)
  await sams.beginAgain()
  assert.deepEqual(said(await sams.open(rows)), ['one', 'two'])
  assert.deepEqual(said(await before), ['one', 'two'])
})

test('reading begins anew, and the server shows less than before: it is noticed', async () => {
  const { rows, sams } = await twoRows()
  await sams.open(rows)
  await sams.beginAgain()
  await sams.open(rows.slice(0, 1))
  await assert.rejects(sams.caughtUp(), { code: 'record.rolled-back' })
  await sams.open(rows.slice(1))
  await sams.caughtUp()
})
