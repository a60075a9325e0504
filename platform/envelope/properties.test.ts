import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { bech32, fromBech32 } from './bech32.ts'
import { base64url, canonical, fromBase64url, utf8, type Bytes } from './bytes.ts'
import { makeEightWords, readEightWords } from './eight-words.ts'
import { EnvelopeError } from './errors.ts'
import { makeIdentity, openWith, recipientOf, sealTo } from './identity.ts'
import { bucketFor, pad, unpad } from './padding.ts'
import { headOf, signRoster, verifyNext, type Roster } from './roster.ts'
import { makeSigningKey, type SigningKey } from './signing.ts'
import { openUnder, sealUnder } from './symmetric.ts'
import { Thread } from './thread.ts'
import { newKey, unwrapKey, wrapKey, type Place } from './wraps.ts'

let identity: string
let recipient: string
let signing: SigningKey

before(async () => {
  identity = await makeIdentity()
  recipient = await recipientOf(identity)
  signing = await makeSigningKey()
})

const bytes = (maxLength = 3000) => fc.uint8Array({ maxLength }).map((array) => new Uint8Array(array) as Bytes)
const refused = (run: () => Promise<unknown>): Promise<void> => assert.rejects(run, EnvelopeError)

test('what is padded comes back, and its size tells only the bucket', () => {
  fc.assert(
    fc.property(bytes(20_000), (content) => {
      const padded = pad(content)
      assert.deepEqual(unpad(padded), content)
      assert.equal(padded.length, bucketFor(content.length))
      assert.ok([1024, 4096, 16_384, 65_536].includes(padded.length))
    }),
  )
})

test('buckets grow by a quarter beyond 256 KiB, and never shrink', () => {
  fc.assert(
    fc.property(fc.nat(4_000_000), (length) => {
      const bucket = bucketFor(length)
      assert.ok(bucket >= length + 4 && bucketFor(bucket - 4) === bucket)
      if (length > 262_140) assert.ok(bucket <= Math.ceil((length + 4) * 1.25))
    }),
  )
})

test('any padding that pad does not make is refused', () => {
  fc.assert(
    fc.property(bytes(2000), fc.nat(), fc.integer({ min: 1, max: 255 }), (content, place, change) => {
      const padded = pad(content)
      padded[place % padded.length]! ^= change
      try {
        assert.notDeepEqual(unpad(padded), content)
      } catch (thrown) {
        assert.ok(thrown instanceof EnvelopeError)
      }
    }),
  )
})

test('bytes, bech32 and base64url come back; each has one spelling', () => {
  fc.assert(
    fc.property(bytes(200), (content) => {
      assert.deepEqual(fromBase64url(base64url(content)), content)
      assert.deepEqual(fromBech32('age1pq', bech32('age1pq', content)), content)
    }),
  )
  for (const spelled of ['A', 'AB', 'AA=', 'A+', 'á']) assert.throws(() => fromBase64url(spelled), EnvelopeError)
})

test('canonical JSON does not depend on the order of keys, and keeps every difference', () => {
  const json = fc.object({ values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)], maxDepth: 3 })
  fc.assert(
    fc.property(json, json, (a, b) => {
      const reversed = Object.fromEntries(Object.entries(a).toReversed())
      assert.equal(canonical(reversed), canonical(a))
      assert.deepEqual(JSON.parse(canonical(a)), JSON.parse(JSON.stringify(a)))
      assert.equal(canonical(a) === canonical(b), JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)))
    }),
  )
  assert.throws(() => canonical({ a: 0.5 }), EnvelopeError)
  assert.throws(() => canonical({ a: undefined }), EnvelopeError)
})

test('any bit flipped anywhere in an age file is a typed error', async () => {
  const content = utf8('sentinel')
  const file = await sealTo([recipient], content)
  await fc.assert(
    fc.asyncProperty(fc.nat(file.length * 8 - 1), async (bit) => {
      const changed = file.slice()
      changed[bit >> 3]! ^= 1 << (bit & 7)
      await refused(() => openWith([identity], changed))
    }),
    { numRuns: 60 },
  )
})

test('an age file cut anywhere, or with anything after it, is a typed error', async () => {
  const file = await sealTo([recipient], new Uint8Array(70_000))
  await fc.assert(
    fc.asyncProperty(fc.nat(file.length - 1), async (length) =>
      refused(() => openWith([identity], file.slice(0, length))),
    ),
    { numRuns: 40 },
  )
  await refused(() => openWith([identity], new Uint8Array([...file, 0])))
})

test('any bit flipped in something sealed under a key, or another purpose, is a typed error', async () => {
  const key = newKey()
  await fc.assert(
    fc.asyncProperty(bytes(500), fc.nat(), async (content, place) => {
      const sealed = fromBase64url(await sealUnder(key, 'memory', content))
      assert.deepEqual(await openUnder(key, 'memory', base64url(sealed)), content)
      await refused(() => openUnder(key, 'other', base64url(sealed)))
      sealed[place % sealed.length]! ^= 1
      await refused(() => openUnder(key, 'memory', base64url(sealed)))
    }),
    { numRuns: 40 },
  )
})

const place = fc.record({
  team: fc.uuid(),
  object: fc.uuid(),
  kind: fc.constantFrom('talk', 'crew', 'room'),
  epoch: fc.integer({ min: 1, max: 9 }),
})

test('a wrap opens in its own place and in no other', async () => {
  await fc.assert(
    fc.asyncProperty(place, place, async (mine, other) => {
      const key = newKey()
      const file = await wrapKey(mine, key, recipient)
      assert.deepEqual(await unwrapKey(mine, [identity], file), key)
      for (const field of ['team', 'object', 'kind', 'epoch'] as const) {
        const elsewhere = { ...mine, [field]: other[field] } as Place
        if (canonical(elsewhere) !== canonical(mine)) await refused(() => unwrapKey(elsewhere, [identity], file))
      }
      await refused(() => unwrapKey({ ...mine, team: mine.object, object: mine.team }, [identity], file))
    }),
    { numRuns: 15 },
  )
})

test("a record opens as written; any field changed or swapped with another record's is a typed error", async () => {
  await fc.assert(
    fc.asyncProperty(
      place,
      fc.string({ maxLength: 1500, unit: 'grapheme' }),
      fc.constantFrom('e', 's', 'n', 'p', 'h', 'b'),
      async (conversation, body, field) => {
        const key = newKey()
        const writer = new Thread(conversation, () => key)
        const slots = ['caller:0000000000000001', 'caller:0000000000000002'] as const
        const first = await writer.seal(slots[0], 1, body)
        await writer.accept(first)
        const second = await writer.seal(slots[1], 2, `${body}.`)
        assert.equal((await new Thread(conversation, () => key).accept(first)).body, body)
        const [a, b] = [JSON.parse(first), JSON.parse(second)]
        const swapped = { ...a, [field]: b[field] }
        if (canonical(swapped) !== canonical(a))
          await refused(() => new Thread(conversation, () => key).accept(JSON.stringify(swapped)))
        await refused(() => new Thread({ ...conversation, kind: `${conversation.kind}s` }, () => key).accept(first))
        await refused(() => new Thread({ ...conversation, object: conversation.team }, () => key).accept(first))
        await refused(() => new Thread(conversation, () => newKey()).accept(first))
      },
    ),
    { numRuns: 40 },
  )
})

test('any field of a roster changed after signing is a typed error', async () => {
  const member = { id: 'ruth', roles: ['steward' as const], enc: recipient, sign: signing.sign }
  const empty: Roster = {
    v: 1,
    team: 't',
    circle: 'stewards',
    epoch: 1,
    at: '2026',
    recipient,
    members: [member],
    prev: null,
    stewards: null,
    signatures: [],
  }
  const roster = await signRoster(empty, { id: 'ruth', key: signing })
  await verifyNext(null, roster, [])
  const other = await recipientOf(await makeIdentity())
  const changes: Partial<Record<keyof Roster, unknown>> = {
    v: 2,
    team: 'u',
    circle: 'responders',
    epoch: 2,
    at: '2027',
    recipient: other,
    prev: 'x',
    stewards: headOf(roster),
  }
  for (const [field, value] of Object.entries(changes))
    await refused(() => verifyNext(null, { ...roster, [field]: value }, [roster]))
  for (const [field, value] of Object.entries({
    id: 'amara',
    roles: ['steward', 'responder'],
    enc: other,
    sign: 'A'.repeat(43),
  })) {
    await refused(() => verifyNext(null, { ...roster, members: [{ ...member, [field]: value }] } as Roster, []))
  }
})

test('eight words are read back in any case, order of accents and spacing', async () => {
  for (const language of ['en', 'es'] as const) {
    for (let run = 0; run < 20; run++) {
      const made = await makeEightWords(language)
      const typed = made.words.map((word) => word.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase()).join(' ,  ')
      assert.deepEqual(await readEightWords(typed, language), made)
    }
  }
})

const sorted = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, field]) => [key, sorted(field)]),
      )
    : Array.isArray(value)
      ? value.map(sorted)
      : value
