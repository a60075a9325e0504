import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Attack } from './attack.ts'
import { attacksOnCeremonies } from './attacks-ceremonies.ts'
import { attacksOnCircles } from './attacks-circles.ts'
import { attacksOnKeys } from './attacks-keys.ts'
import { attacksOnReaders } from './attacks-readers.ts'
import { attacksOnRecords } from './attacks-records.ts'
import { attacksOnTheTeam } from './attacks-team.ts'
import { attacksOnTheVault } from './attacks-vault.ts'
import { sit, type Sitting } from './console.ts'
import { playScene, type Scene } from './scene.ts'

/* See README.md: what each lie is, what is promised, and what cannot be. */

const parts: [string, Attack[]][] = [
  ['who is in the team', attacksOnTheTeam],
  ['what a circle holds', attacksOnCircles],
  ['how the team changes', attacksOnCeremonies],
  ['content keys', attacksOnKeys],
  ['who is handed a key', attacksOnReaders],
  ['what is said', attacksOnRecords],
  ['the vault', attacksOnTheVault],
]

let scene: Scene
let honest: Sitting

before(async () => {
  scene = await playScene()
  honest = await sit({ stored: scene.now, person: scene.people.dee, memory: scene.memories.get(scene.people.dee.id) })
})

test('a correct server passes: everything is shown, everything is sent', () => {
  assert.equal(honest.refused, null)
  for (const text of [
    'Ruth',
    'Dee',
    'I am at the hospital',
    'caller is calm',
    'thank you',
    'my brother is in the kitchen',
  ]) {
    assert.ok(honest.shown.includes(text), text)
  }
  assert.equal(honest.sent.length, 2 + 3 + 3 + 1 + 1)
})

test('a correct server passes for a console that was away, and for one on a new device', async () => {
  const { now, people, memories } = scene
  const reading = async (): Promise<void> => {}
  const away = await sit({ stored: now, person: people.sam, memory: memories.get(people.sam.id), work: reading })
  const fresh = await sit({ stored: now, person: people.amara, work: reading })
  assert.deepEqual([away.refused, fresh.refused], [null, null])
  assert.ok(fresh.shown.includes('caller is calm'))
})

for (const [about, attacks] of parts) {
  describe(about, () => {
    for (const attack of attacks) test(attack.name, () => attempt(attack))
  })
}

async function attempt(attack: Attack): Promise<void> {
  const stored = structuredClone(scene.now)
  await attack.lie(stored, scene)
  const person = scene.people[attack.who ?? 'dee']
  const memory = attack.remembers === false ? undefined : scene.memories.get(person.id)
  const sitting = await sit({ stored, person, memory, work: attack.work?.(scene) })
  assert.equal(sitting.refused, attack.code)
  assert.deepEqual(sitting.sent, [], 'nothing is written')
  const shown = sitting.shown.filter((text) => !mayShow(attack, text))
  assert.deepEqual(shown, [], 'nothing false is shown')
}

const names = (): string[] => Object.values(scene.people).map(({ name }) => name)

function mayShow({ shows }: Attack, text: string): boolean {
  if (shows === undefined) return false
  return names().includes(text) || (shows !== 'names' && honest.shown.includes(text))
}
