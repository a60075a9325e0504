import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { base64url, canonical, fromBase64url } from './bytes.ts'
import { commitment, sixDigits } from './comparison.ts'
import { openUnderWords, readEightWords } from './eight-words.ts'
import { identityFromSeed, recipientOf, seedOf } from './identity.ts'
import { readPaperKey } from './paper-key.ts'
import { unlockByPasskey } from './passkey.ts'
import { unlockByPassphrase } from './passphrase.ts'
import { readRecord, recordHash } from './records.ts'
import { rosterHash, unsigned, verifyChain } from './roster.ts'
import { signingKey } from './signing.ts'
import { Thread } from './thread.ts'
import { openVault } from './vault.ts'
import { unwrapKey } from './wraps.ts'

/*
 * What was sealed on 2026-11-20 opens for ever, or there is a new version beside it: these files are never made again.
 * If one of these tests turns red, somebody's vault, conversation or eight words no longer open.
 */
const vector = (name: string) => JSON.parse(readFileSync(`${import.meta.dirname}/vectors/${name}.json`, 'utf8'))

test('an identity comes from its seed, and opens a wrap made for it', async () => {
  const { seed, identity, recipient, place, key, wrap } = vector('identity')
  assert.equal(identityFromSeed(fromBase64url(seed)), identity)
  assert.equal(base64url(seedOf(identity)), seed)
  assert.equal(await recipientOf(identity), recipient)
  assert.equal(base64url(await unwrapKey(place, [identity], fromBase64url(wrap))), key)
})

test('a conversation opens as it was sealed', async () => {
  const { conversation, key, records } = vector('records')
  const thread = new Thread(conversation, () => fromBase64url(key))
  for (const { record, hash, slot, body } of records) {
    assert.equal(recordHash(readRecord(record)), hash)
    const opened = await thread.accept(record)
    assert.deepEqual([opened.slot, opened.body], [slot, body])
  }
})

test('rosters verify, by our code and by another Ed25519 over the canonical spelling', async () => {
  const { seed, publicKey, chain, hashes } = vector('rosters')
  assert.equal((await signingKey(fromBase64url(seed))).sign, publicKey)
  await verifyChain(chain, { team: chain[0].team, circle: 'stewards' })
  assert.deepEqual(chain.map(rosterHash), hashes)
  const spelled = canonical(unsigned(chain[1]))
  assert.equal(createHash('sha256').update(spelled).digest('base64url'), hashes[1])
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
  const message = Buffer.from(`beside roster v1\n${spelled}`)
  assert.ok(verify(null, message, key, Buffer.from(chain[1].signatures[0].sig, 'base64url')))
})

test('every way in gives the same secrets for ever', async () => {
  const { passphrase, passkey, paper } = vector('ways-in')
  const unlocked = await unlockByPassphrase(passphrase)
  const { signInSecret, identity, recipient } = passphrase
  assert.deepEqual(unlocked, { signInSecret, identity, recipient })
  assert.deepEqual(await unlockByPasskey(fromBase64url(passkey.prf)), {
    identity: passkey.identity,
    recipient: passkey.recipient,
  })
  assert.deepEqual(await readPaperKey(paper.text), paper)
})

test('a passphrase is the same however the keyboard composes its letters', async () => {
  const { passphrase } = vector('ways-in')
  const decomposed = { ...passphrase, passphrase: passphrase.passphrase.normalize('NFD') }
  assert.notEqual(decomposed.passphrase, passphrase.passphrase)
  assert.equal((await unlockByPassphrase(decomposed)).identity, passphrase.identity)
})

test('eight words in both languages give their token and key', async () => {
  const { es, en, sealed, opened } = vector('eight-words')
  const read = {
    es: await readEightWords(es.words.join(' '), 'es'),
    en: await readEightWords(en.words.join(' '), 'en'),
  }
  assert.deepEqual({ ...read.es, key: base64url(read.es.key) }, es)
  assert.deepEqual({ ...read.en, key: base64url(read.en.key) }, en)
  assert.deepEqual(await openUnderWords(read.es, sealed), opened)
})

test('the comparison gives its six digits', () => {
  const { comparison, commitment: committed, digits } = vector('comparison')
  assert.equal(commitment(comparison.nonces.newcomer, comparison.newcomerKeys), committed)
  assert.equal(sixDigits(comparison), digits)
  assert.match(digits, /^\d{6}$/)
})

test('a vault opens with one of its ways in', async () => {
  const { unlock, recipient, vault, sealed } = vector('vault')
  assert.deepEqual(await openVault(sealed, { identity: unlock, recipient }, vault), vault)
})
