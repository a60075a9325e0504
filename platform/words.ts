/** The languages of the product. Every sentence exists in each of them, or it does not type-check. */
export type Language = 'en' | 'es'
export const languages: readonly Language[] = ['en', 'es']

export const isLanguage = (tag: string | undefined): tag is Language => languages.includes(tag as Language)

/** Picks the sentences for one language. */
export const choose = <Words>(language: Language, words: Record<Language, Words>): Words => words[language]

/** Fills `{name}` places in a sentence. A place without a value is a mistake in the code: it throws. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_place, name: string) => {
    if (!(name in values)) throw new Error(`the sentence has a place for ${name}, which was not given`)
    return String(values[name])
  })
}

/** A sentence that depends on a count, by the plural categories of CLDR: `{"one": "{count} person", "other": "{count} people"}`. */
export type Counted = { one: string; other: string }

export function counted(
  language: Language,
  forms: Counted,
  count: number,
  values: Record<string, string | number> = {},
): string {
  const category = new Intl.PluralRules(language).select(count)
  const shown = new Intl.NumberFormat(language).format(count)
  return fill(category === 'one' ? forms.one : forms.other, { count: shown, ...values })
}

/** The best of our languages for an `Accept-Language` header; English when it names none of them. */
export function negotiate(header: string | undefined): Language {
  const wishes = (header ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().split(';')
    const quality = parameters.map((p) => /^\s*q=([\d.]+)$/.exec(p)?.[1]).find(Boolean)
    return { language: tag.slice(0, 2).toLowerCase(), quality: quality === undefined ? 1 : Number(quality) }
  })
  const best = wishes
    .filter((wish) => isLanguage(wish.language) && wish.quality > 0)
    .sort((a, b) => b.quality - a.quality)[0]
  return (best?.language as Language | undefined) ?? 'en'
}
