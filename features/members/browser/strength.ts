import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import * as common from '@zxcvbn-ts/language-common'
import * as english from '@zxcvbn-ts/language-en'
import * as spanish from '@zxcvbn-ts/language-es-es'
import { wordlist as englishWords } from '@scure/bip39/wordlists/english.js'
import { wordlist as spanishWords } from '@scure/bip39/wordlists/spanish.js'
import type { Language } from '#platform/words'

/**
 * This module is large (1.2 MB gzip, dictionaries of two languages): it is loaded only where somebody chooses a passphrase.
 * Measured on 2026-11-20: without the long lists of last names and of Wikipedia it would be 0.6 MB, and then "kowalczyk88" and
 * "tenochtitlan" rise from 1 to 4 of 4. An estimate that calls a name very hard to guess is worse than a slow one.
 */
const estimator = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary, ...spanish.dictionary },
  graphs: common.adjacencyGraphs,
})

/** 0 (very easy to guess) to 4 (very hard). Nothing leaves the page. `known` are words an attacker would try first. */
export const strengthOf = (passphrase: string, known: string[] = []): number =>
  passphrase === '' ? 0 : estimator.check(passphrase.slice(0, 100), known).score

/** Six words from 2,048: 66 bits, each try of which costs argon2id. */
export function suggestPassphrase(language: Language): string {
  const list = language === 'es' ? spanishWords : englishWords
  return Array.from(crypto.getRandomValues(new Uint16Array(6)), (number) => list[number % list.length]).join(' ')
}
