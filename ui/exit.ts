/** A quiet place that loads fast, is open in most networks, and that anybody might have open. */
export const usualExit = 'https://www.wikipedia.org/'
