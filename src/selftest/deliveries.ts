import { put, untilDone } from './as-agent.ts';
import { ODD_PROMPTS, type OddPrompt, sized } from './prompts.ts';
import { firstDifference } from './same-text.ts';
import type { Trial } from './trial.ts';
import { Broken, type Evidence, until } from './verdict.ts';

/** Prompts there and answers back, byte for byte. */

const SIZES = [1, 80, 1_024, 4_096, 16_384, 65_536];

export const takesAllSizes = (trial: Trial): Promise<Evidence> =>
  deliverAll(
    trial,
    SIZES.map((bytes) => ({ odd: `${bytes} bytes`, prompt: sized(bytes) })),
  );

export const takesAllCharacters = (trial: Trial): Promise<Evidence> => deliverAll(trial, ODD_PROMPTS);

/** A client that has lost that many takes no more, most likely, and each costs a time-out. */
const LOST_AT_MOST = 2;

async function deliverAll(trial: Trial, prompts: readonly OddPrompt[]): Promise<Evidence> {
  const wrong: string[] = [];
  let lost = 0;
  let tried = 0;
  for (const each of prompts) {
    trial.progress(each.odd);
    tried += 1;
    try {
      await deliver(trial, each);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      wrong.push(`${each.odd}: ${error.message}`);
      if (error instanceof Lost) lost += 1;
    }
    if (lost === LOST_AT_MOST) break;
  }
  if (wrong.length > 0) throw new Broken(`${wrong.length} of ${tried} wrong. ${wrong.join('. ')}`);
  const changed = prompts.filter((each) => trial.subject.taken(each) !== each.prompt).map(({ odd }) => odd);
  const but = changed.length > 0 ? `, but for what its client is known to change: ${changed.join(', ')}` : '';
  return { seen: `${tried} of ${prompts.length} exact, there and back${but}` };
}

class Lost extends Broken {}

async function deliver(trial: Trial, odd: OddPrompt): Promise<void> {
  const { model, stage, subject } = trial;
  const taken = subject.taken(odd);
  const before = model.prompts().length;
  const id = await put(trial, odd.prompt);
  const done = await untilDone(trial, id).catch(async (error) => {
    trial.signal.throwIfAborted();
    await stage.ctrlg(['cancel', id]);
    await until('end of the task', () => stage.done(id), trial).catch(() => {});
    const instead = model
      .prompts()
      .slice(before)
      .map((text) => firstDifference(taken, text));
    throw new Lost([error.message, ...instead].filter(Boolean).join('; '));
  });
  const arrived = model.prompts().slice(before);
  if (done.status !== 'done') throw new Broken(`the task ended as ${done.status}: ${done.reason}`);
  if (arrived.length !== 1) throw new Broken(`it arrived ${arrived.length} times`);
  const difference =
    firstDifference(taken, arrived[0]!) ?? firstDifference(`echo: ${taken}`, stage.result(id) ?? '');
  if (difference) throw new Broken(difference);
}
