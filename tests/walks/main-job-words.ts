import { callerWords } from '../../features/chat/caller-words.ts'
import { words as chatWords } from '../../features/chat/words.ts'
import { words as keysWords } from '../../features/keys/words.ts'
import { editorWords, words as linesWords } from '../../features/lines/words.ts'
import { words as membersWords } from '../../features/members/words.ts'
import { words as queueWords } from '../../features/queue/words.ts'
import { words as consoleWords } from '../../console/words.ts'
import { counted, fill, type Language } from '#platform/words'

/** What the buttons and sentences of the main job say, taken from the words themselves: a changed word does not break a walk. */
export function sayIn(language: Language, called = 'Ruth') {
  const { setUp } = keysWords[language]
  const { ways } = membersWords[language]
  const { duty, start, ring } = queueWords[language]
  const editor = editorWords[language]
  const caller = callerWords[language]
  const { console, beside } = chatWords[language]
  return {
    language,
    setUp,
    ways,
    editor,
    duty,
    start,
    ring,
    caller,
    console,
    beside,
    door: membersWords[language].door,
    shell: consoleWords[language],
    chatLink: linesWords[language].ways.chat,
    askingOne: counted(language, caller.state.asking, 1),
    joined: fill(caller.talk.joined.answer, { name: called }),
    bye: fill(caller.talk.bye, { name: called }),
  }
}
export type Say = ReturnType<typeof sayIn>
