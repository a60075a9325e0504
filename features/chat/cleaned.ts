/** Control characters have no meaning in a message; line breaks and tabs do. */
export const cleaned = (text: string): string =>
  [...text.replaceAll('\r\n', '\n')]
    .filter((letter) => letter === '\n' || letter === '\t' || (letter >= ' ' && letter !== '\u007f'))
    .join('')
    .trim()
