export { answerQuestions, AskedThread, FEW_YOUNG, type Answering } from './asked-thread.ts';
export { giveBack } from './give-back.ts';
export { inert } from './inert.ts';
export { parseJson, stringifyJson, type Json } from './json.ts';
export { assertNever, codeOf, LeveeError, messageOf } from './problem.ts';
export { bytesText, countText, secondsText } from './units.ts';
