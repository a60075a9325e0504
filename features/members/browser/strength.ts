import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import * as common from '@zxcvbn-ts/language-common'
import * as english from '@zxcvbn-ts/language-en'
import * as spanish from '@zxcvbn-ts/language-es-es'
import { wordlist as englishWords } from '@scure/bip39/wordlists/english.js'
import { wordlist as spanishWords } from '@scure/bip39/wordlists/spanish.js'
import type { Language } from '#platform/words'

/** This module is large (dictionaries of two languages): it is loaded only where somebody chooses a passphrase. */
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
