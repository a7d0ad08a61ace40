import { show } from './frame.mjs';
import { does, printHead, printTail, printTimes } from './paper.mjs';
import { changelog, code, plan, quick, review, roll, taskOf, ticket } from './story.mjs';

/** The demo from its first key to its last: every screen is checked before it is shown. */
export async function play(stage) {
  printHead(stage.cast.title);
  const times = [
    await delegate(stage),
    await delegateWithQuestion(stage),
    await leaveInBackground(stage),
    await takeFromMenu(stage),
    await askQuickly(stage),
    await askEverybody(stage),
  ];
  await lookFromShell(stage);
  printTimes(times);
  printTail();
}

async function delegate(stage) {
  show('The chief: a prompt in its input box', await type(stage, plan.prompt));

  const took = await pressCtrlG(stage);
  const planning = await stage.agentPane('planning');
  const wait = await stage.see(
    'the waiting hook',
    stage.chief,
    has(/planning +working/, stage.cast.inHook.work),
  );
  show("The chief's window: the hook waits for planning", wait);
  const work = await stage.see("the task in planning's window", planning, has(taskOf(plan.prompt)));
  show("planning's own window: at work", work);

  stage.release(plan.until);
  const answer = await answered(stage, plan);
  const time = took('@planning, which had to be started', answer);
  show('The chief: the answer stands in its input box', answer);
  return time;
}

async function delegateWithQuestion(stage) {
  await submit(stage, plan);
  await type(stage, code.prompt);

  const took = await pressCtrlG(stage);
  const coding = await stage.agentPane('coding');
  const wait = await stage.see(
    'the question in the hook',
    stage.chief,
    has(/coding +blocked/, code.asks, stage.cast.inHook.question),
  );
  show("The chief's window: coding needs a permission", wait);
  const dialog = await stage.see(
    "the question in coding's window",
    coding,
    has(stage.cast.dialog, code.asks),
  );
  show("coding's own window: the question", dialog);

  does("press Enter in coding's window, to allow it");
  await stage.allow(coding);
  const answer = await answered(stage, code);
  const time = took('@coding, with a question on the way', answer);
  show('The chief: the second answer', answer, stage.cast.boxRows);
  return time;
}

async function leaveInBackground(stage) {
  await submit(stage, code);
  await type(stage, review.prompt);

  const took = await pressCtrlG(stage);
  await stage.see('the waiting hook', stage.chief, has(/planning +working/));
  does('press b, to go on without waiting');
  await stage.chief.press('b');
  const screen = await stage.see('the ticket', stage.chief, has(ticket.answers));
  const time = took('@planning, left in the background');
  show('The chief: a ticket in place of the answer', screen, stage.cast.boxRows);
  return time;
}

async function takeFromMenu(stage) {
  const { chief } = stage;
  await submit(stage, ticket);
  await type(stage, changelog.prompt);

  const took = await pressCtrlG(stage);
  await stage.see('the menu with planning at work', chief, has(/planning +working/, /coding +idle/));
  const time = took('the menu, for a prompt without @name');
  stage.release(review.until);
  const menu = await stage.see('the result in the menu', chief, has('results waiting (1)'));
  show("The chief's window: a menu, as the prompt names nobody", menu);

  does('press r and Enter, to take the waiting result');
  await chief.press('r');
  await stage.see('the list of results', chief, has('Results waiting', taskOf(review.prompt)));
  await chief.press('Enter');
  const taken = await stage.see('the result above the prompt', chief, has(review.answers, changelog.prompt));
  show('The chief: that result, above the prompt', taken, stage.cast.boxRows);
  return time;
}

async function askQuickly(stage) {
  does('press Ctrl-C, to empty the input box');
  await stage.chief.press('C-c');
  await stage.see('an empty input box', stage.chief, (screen) => !has(changelog.prompt)(screen));
  await type(stage, quick.prompt);

  const took = await pressCtrlG(stage);
  const answer = await answered(stage, quick);
  const time = took('@planning, which runs already', answer);
  show('The chief: that was quick', answer, stage.cast.boxRows);
  return time;
}

async function askEverybody(stage) {
  await submit(stage, quick);
  await type(stage, roll.prompt);

  const took = await pressCtrlG(stage);
  const answer = await stage.see("everybody's answer", stage.chief, has('## planning · done', roll.answers));
  const time = took('@all, two agents side by side');
  show('The chief: one answer with the results of both', answer, stage.cast.boxRows + 4);
  return time;
}

async function lookFromShell(stage) {
  const shell = await stage.startShell();
  await stage.see('a shell', shell, has('$'));
  does('type ctrlg status; ctrlg results');
  await shell.type('ctrlg status; ctrlg results');
  await shell.press('Enter');
  const isWhole = (screen) => /plan a --json.*\n\$\s*$/.test(screen);
  show('Any shell', await stage.see('status and results', shell, isWhole));
}

const has =
  (...words) =>
  (screen) =>
    words.every((word) => (word instanceof RegExp ? word.test(screen) : screen.includes(word)));

async function type(stage, prompt) {
  does(`type ${prompt}`);
  await stage.chief.type(prompt);
  return stage.see('the prompt in the input box', stage.chief, has(prompt));
}

/** What it returns tells the time from the key to now, and of it what the answer says that the agent's turn took. */
async function pressCtrlG({ chief }) {
  does('press Ctrl-G');
  const pressedAt = Date.now();
  await chief.press('C-g');
  return (what, answer = '') => {
    const turn = [...answer.matchAll(/done in ([\d.]+ \w+)/g)].at(-1)?.[1];
    return { what, tookMs: Date.now() - pressedAt, turn };
  };
}

/** The answer, its last line included, in the chief's input box. */
const answered = (stage, { answers }) =>
  stage.see(
    "the answer in the chief's input box",
    stage.chief,
    has('· done in ', answers.split('\n').at(-1)),
  );

/** Gives what stands in the chief's input box to the chief's own model. */
async function submit(stage, { chief: says }) {
  does('press Enter: the chief itself goes on with that');
  await stage.chief.press('Enter');
  await stage.see('the chief to go on', stage.chief, has(says));
}
