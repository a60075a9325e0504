import { Decrypter, Encrypter } from 'age-encryption'
import type { Bytes } from './bytes.ts'
import { makeEightWords, type WordLanguage } from './eight-words.ts'
import { guarded } from './errors.ts'

/*
 * Files that leave the house, for somebody who has no key of ours: a person who wants their own conversation, a team that goes
 * elsewhere. The only place where a passphrase opens a file directly. Everywhere else files are for hybrid recipients, but
 * whoever takes a file home has none, and the `age` that Linux distributions carry (1.1) does not know them. A passphrase
 * recipient of age is symmetric, so a computer of later opens it no sooner than a hybrid one.
 */

/**
 * scrypt's cost, 2^15: 32 MiB and a tenth of a second where age uses 256 MiB by default, which an old phone does not have. It is enough
 * because nobody chooses the passphrase: it is eight random words, 88 bits.
 */
const workFactor = 15

/**
 * Eight words with hyphens between them, as a terminal likes them: shown once, told by another way than the file takes. Without
 * accents, which keyboards spell in two ways that are not the same bytes; the words of a list differ without them too.
 */
export const newFilePassphrase = async (language: WordLanguage): Promise<string> =>
  (await makeEightWords(language)).words.map((word) => word.normalize('NFD').replaceAll(/\p{M}/gu, '')).join('-')

/** An age file that this passphrase opens, with `age -d` as well. Takes about a tenth of a second. */
export function sealForSomebody(passphrase: string, bytes: Uint8Array): Promise<Bytes> {
  return guarded('file.not-for-us', async () => {
    const encrypter = new Encrypter()
    encrypter.setPassphrase(passphrase)
    encrypter.setScryptWorkFactor(workFactor)
    return (await encrypter.encrypt(bytes)) as Bytes
  })
}

/** What is inside. Throws EnvelopeError `file.not-for-us` for another passphrase or a changed file. */
export function openFromSomebody(passphrase: string, file: Uint8Array): Promise<Bytes> {
  return guarded('file.not-for-us', async () => {
    const decrypter = new Decrypter()
    decrypter.addPassphrase(passphrase)
    return (await decrypter.decrypt(file)) as Bytes
  })
}
