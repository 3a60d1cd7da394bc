import { AppError } from '@ai-finops/service-kit/errors';
import { isStorable, NOT_STORABLE } from '@ai-finops/service-kit/storable';

const LONGEST = 2000;
const LONGEST_TITLE = 80;

/** The question without blanks around it. Error VALIDATION_FAILED unless it is 1 to 2000 characters of text. */
export function questionText(text: string): string {
  const refuse = (what: string) =>
    new AppError('VALIDATION_FAILED', `question ${what}.`, { field: 'question' });
  const question = text.trim();
  if (question === '') throw refuse('must not be empty');
  if ([...question].length > LONGEST) throw refuse(`must have at most ${LONGEST} characters`);
  if (!isStorable(question)) throw refuse(NOT_STORABLE);
  return question;
}

/** Title of a conversation: its first question on one line, cut at a word when it is long. */
export function titleOf(question: string): string {
  const line = question.replace(/\s+/gu, ' ');
  const characters = [...line];
  if (characters.length <= LONGEST_TITLE) return line;
  const cut = characters.slice(0, LONGEST_TITLE - 1).join('');
  const words = cut.replace(/ \S*$/u, '');
  return `${words === '' ? cut : words}…`;
}
