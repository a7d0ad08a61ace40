import { agentPlaces } from '../project/places.ts';
import { type Answer, answerQuestion } from '../status/answer.ts';
import { readStatus } from '../status/read.ts';
import type { Status } from '../status/status.ts';
import { UserError } from '../system/errors.ts';
import { exactText } from '../system/terminal.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { printJson, printLine } from './output.ts';

export interface AgentAnswer {
  readonly decision: Answer['decision'];
  readonly note?: string | undefined;
  /** The id of the question that is meant; else the one that the agent asks now. */
  readonly question?: string | undefined;
  readonly json?: true | undefined;
}

/** Answers what an agent asks; returns when its client was told. Throws a UserError when that cannot be. */
export async function answerAgent(home: string, name: string, answer: AgentAnswer): Promise<number> {
  const places = agentPlaces(home, name);
  const { id, text } = questionOf(name, places.status, answer.question);
  const { decision, note } = answer;
  const end = await answerQuestion(places, id, { decision, by: `by ctrlg ${decision}`, note });
  const inWindow = `See it with: ctrlg attach ${name}`;
  if (end === 'answered-before')
    throw new UserError(`What ${name} asked has been answered already.`, 'The first answer counts.');
  if (end === 'not-taken')
    throw new UserError(`${name} did not take the answer: nothing was ${WORDS[decision]}.`, inWindow);
  if (answer.json) printJson({ agent: name, question_id: id, question: text, decision });
  else printLine(`${name}: ${WORDS[decision]}: ${exactText(text)}`);
  return EXIT_CODES.done;
}

const WORDS = { approve: 'approved', deny: 'denied' } as const;

function questionOf(name: string, file: string, wanted: string | undefined): { id: string; text: string } {
  const state = readStatus(file);
  if (state.kind !== 'live') throw new UserError(`${name} asks nothing: it does not run.`, STATUS);
  const { blocked_on: text, question_id: id, retry_at } = state.status;
  if (text === null || retry_at !== null) throw asksNothing(name, state.status);
  if (id === null)
    throw new UserError(
      `This can be answered in the window of ${name} only: ${exactText(text)}`,
      `Open it with: ctrlg attach ${name}`,
    );
  if (wanted !== undefined && wanted !== id)
    throw new UserError(`${name} does not ask ${wanted} any more; it asks ${id}: ${exactText(text)}`, STATUS);
  return { id, text };
}

const STATUS = 'See the agents with: ctrlg status';

const asksNothing = (name: string, { status }: Status): UserError =>
  new UserError(`${name} asks nothing (it is ${status}).`, STATUS);
