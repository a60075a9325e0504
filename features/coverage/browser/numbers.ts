import type { Language } from '#platform/words'

/** "4%", "0.8%"; what is less than a tenth of a percent is said as that. */
export function sayShare(share: number, language: Language): string {
  const digits = share > 0 && share < 0.0995 ? 1 : 0
  const shown = Math.max(share, share > 0 ? 0.001 : 0)
  const said = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(shown)
  return share > 0 && share < 0.001 ? `< ${said}` : said
}

export const sayNumber = (value: number, language: Language): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)
