import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageChannel } from 'node:worker_threads'
import { nothingStored, teamId, viewOf } from '../../../tests/malicious-server/stored.ts'
import { KeyringCore } from './core/core.ts'
import { serveKeyring, type Port } from './core/serve.ts'
import { Keyring, type KeyringWorker } from './keyring.ts'

const ruthsId = '00000000-0000-7000-8000-000000000001'

/** A Worker made of a channel and the code the real one runs: everything that passes is cloned and written down. */
function workers(): { spawn: () => KeyringWorker; passed: string[]; ended: () => number } {
  const passed: string[] = []
  let ended = 0
  const spawn = (): KeyringWorker => {
    const { port1, port2 } = new MessageChannel()
    serveKeyring(port2 as unknown as Port, new KeyringCore())
    port1.addEventListener('message', (event) => void passed.push(JSON.stringify((event as MessageEvent).data)))
    const terminate = (): void => {
      ended++
      port1.close()
      port2.close()
    }
    return Object.assign(port1, { terminate }) as unknown as KeyringWorker
  }
  return { spawn, passed, ended: () => ended }
}

async function ruthsDesk() {
  const { spawn, passed, ended } = workers()
  const keyring = new Keyring(spawn)
  const paper = [await keyring.newPaperKey(), await keyring.newPaperKey()]
  const waysIn = paper.map(({ recipient }) => recipient)
  await keyring.begin({ team: teamId, member: ruthsId })
  const founding = await keyring.found({ name: 'Ruth', at: '2026-11-20T20:00:00.000Z', waysIn })
  const stored = nothingStored()
  stored.rosters.push(...(founding.rosters as typeof stored.rosters))
  stored.wraps.push(...founding.wraps)
  stored.cards.push(founding.card)
  stored.vaults.set(ruthsId, founding.vault)
  await keyring.learnTeam(viewOf(stored, ruthsId))
  return { keyring, paper, stored, passed, ended }
}

test('the page asks the Worker for everything, and is told its state', async () => {
  const { keyring } = await ruthsDesk()
  const states: string[] = []
  keyring.subscribe((state) => states.push(state))
  assert.equal(keyring.state, 'open')
  assert.match(keyring.slot, /^member:/)
  assert.deepEqual([...keyring.names()], [[ruthsId, 'Ruth']])
  const object = crypto.randomUUID()
  await keyring.learn(await keyring.makeKey({ object, kind: 'crew', epoch: 1 }, [{ reader: `member:${ruthsId}` }]))
  const thread = keyring.thread(object, 'crew')
  const record = await thread.seal('hello')
  const [row] = await thread.open([[1, 'a', record]])
  assert.equal(row && 'body' in row && row.body, 'hello')
  await thread.caughtUp()
  keyring.lock()
  assert.deepEqual(states, ['open', 'locked'])
})

test('no private key ever passes from the Worker to the page, but the paper key that is shown', async () => {
  const { keyring, paper, passed, stored } = await ruthsDesk()
  await keyring.makeIntake('00000000-0000-7000-8000-0000000000a1')
  await keyring.deviceMemory()
  await keyring.vault()
  const shown = paper.map(({ text }) => text)
  const said = passed.map((line) => shown.reduce((rest, text) => rest.replaceAll(text, ''), line)).join('\n')
  assert.ok(said.includes(stored.rosters[0]!.recipient), 'the test sees what passes')
  assert.doesNotMatch(said, /AGE-SECRET-KEY/i)
  keyring.lock()
})

test('locking ends the Worker and refuses what was going on', async () => {
  const { keyring, paper, stored, ended } = await ruthsDesk()
  const going = keyring.vault()
  keyring.lock()
  await assert.rejects(going, { code: 'locked' })
  assert.equal(ended(), 1)
  assert.equal(keyring.state, 'locked')
  assert.deepEqual([...keyring.names()], [])
  assert.throws(() => keyring.slot, { code: 'locked' })
  await assert.rejects(keyring.vault(), { code: 'locked' }, 'a new Worker knows nothing')
  await keyring.paperKey(paper[0]!.text)
  await keyring.openVault({ team: teamId, member: ruthsId, file: stored.vaults.get(ruthsId)! })
  assert.equal(keyring.state, 'open')
  keyring.lock()
})

test('a refusal keeps its code, and says nothing else; only named things can be asked for', async () => {
  const { spawn } = workers()
  const worker = spawn()
  const answers: unknown[] = []
  const two = new Promise<void>((resolve) => {
    worker.addEventListener('message', ({ data }) => {
      answers.push(data)
      if (answers.length === 2) resolve()
    })
  })
  worker.postMessage({ id: 1, method: 'constructor', args: [] })
  worker.postMessage({ id: 2, method: 'openVault', args: [null] })
  await two
  assert.deepEqual(answers, [
    { id: 1, no: 'bytes.malformed' },
    { id: 2, no: null },
  ])
  worker.terminate()
  const keyring = new Keyring(workers().spawn)
  await assert.rejects(keyring.paperKey('AGE-SECRET-KEY-PQ-1WRONG'), {
    name: 'EnvelopeError',
    code: 'paper-key.malformed',
  })
  keyring.lock()
})

test('progress of the passphrase reaches the page', async () => {
  const keyring = new Keyring(workers().spawn)
  const shares: number[] = []
  const ask = { teamId, memberId: ruthsId, passphrase: 'la casa azul' }
  const { signInSecret } = await keyring.passphrase({ ...ask, onProgress: (share) => shares.push(share) })
  assert.equal(signInSecret.length, 43)
  assert.ok(shares.length > 3)
  keyring.lock()
})
