import { print, printScreen, style } from './paper.mjs';
import { answerTo, prompts } from './story.mjs';

/** The demo from its first key to its last: every screen is checked before it is shown. */
export async function play(stage) {
  const times = [
    await delegate(stage),
    await delegateWithQuestion(stage),
    await leaveInBackground(stage),
    await takeFromMenu(stage),
    await askQuickly(stage),
  ];
  await lookFromShell(stage);
  printTimes(times);
}

async function delegate(stage) {
  show('The chief: a prompt in its input box', await type(stage, prompts.plan));

  const pressedAt = await pressCtrlG(stage);
  const planning = await stage.agentPane('planning');
  const wait = await stage.see('the waiting hook', stage.chief, has('planning  working', 'plan a --json'));
  show("The chief's window: the hook waits for planning", wait);
  show("planning's own window: at work", await stage.see('the task there', planning, has('plan a --json')));

  stage.release('plan-seen');
  const answer = await answered(stage, prompts.plan);
  const tookMs = Date.now() - pressedAt;
  show('The chief: the answer stands in its input box', answer);
  return { what: '@planning, which had to be started', tookMs, answer };
}

async function delegateWithQuestion(stage) {
  await submit(stage, prompts.plan);
  await type(stage, prompts.code);

  const pressedAt = await pressCtrlG(stage);
  const coding = await stage.agentPane('coding');
  const question = await stage.see('the question in the hook', stage.chief, has('coding  blocked', 'Bash: node --test'));
  show("The chief's window: coding needs a permission", question);
  show("coding's own window", await stage.see('its dialog', coding, has('node --test')));

  does("press Enter in coding's window");
  await coding.press('Enter');
  const answer = await answered(stage, prompts.code);
  const tookMs = Date.now() - pressedAt;
  show('The chief: allowed, done, answered', answer);
  return { what: '@coding, with a question on the way', tookMs, answer };
}

async function leaveInBackground(stage) {
  await submit(stage, prompts.code);
  await type(stage, prompts.review);

  await pressCtrlG(stage);
  await stage.see('the waiting hook', stage.chief, has('planning  working'));
  does('press b');
  const pressedAt = Date.now();
  await stage.chief.press('b');
  const ticket = await stage.see('the ticket', stage.chief, has('in the background · task'));
  const tookMs = Date.now() - pressedAt;
  show('The chief: free again, with a ticket', ticket);
  return { what: 'b, to leave @planning in the background', tookMs };
}

async function takeFromMenu(stage) {
  const { chief } = stage;
  await submit(stage, prompts.review);
  await type(stage, prompts.unnamed);

  const pressedAt = await pressCtrlG(stage);
  await stage.see('the menu', chief, has('planning  working', 'coding    idle'));
  const tookMs = Date.now() - pressedAt;
  stage.release('ticket-seen');
  const menu = await stage.see('the result in the menu', chief, has('results waiting (1)'));
  show("The chief's window: no @name, so a menu; planning is through", menu);

  does('press r, Enter');
  await chief.press('r');
  await stage.see('the list of results', chief, has('Results waiting', 'what could break'));
  await chief.press('Enter');
  const taken = await stage.see('the result', chief, has(answerTo(prompts.review), prompts.unnamed));
  show('The chief: that answer, above the prompt', taken);
  return { what: 'no @name: the menu', tookMs };
}

async function askQuickly(stage) {
  does('press Ctrl-C');
  await stage.chief.press('C-c');
  await stage.see('an empty input box', stage.chief, (screen) => !screen.includes(prompts.unnamed));
  await type(stage, prompts.quick);
  const pressedAt = await pressCtrlG(stage);
  const answer = await answered(stage, prompts.quick);
  const tookMs = Date.now() - pressedAt;
  show('The chief: from an agent that runs already', answer);
  return { what: '@planning, which was there already', tookMs, answer };
}

async function lookFromShell(stage) {
  const shell = await stage.startShell();
  await stage.see('a shell', shell, has('$'));
  await shell.type('ctrlg status; ctrlg results');
  await shell.press('Enter');
  const isWhole = (screen) => ['plan a --json', 'are you there'].every((text) => screen.includes(text)) && /\n\$/.test(screen);
  show('Any shell', await stage.see('status and results', shell, isWhole));
}

/** What a person does between two screens. */
const does = (what) => print(`${style('cyan', '▸')} ${what}`);

const show = (title, screen) => {
  printScreen(title, screen);
  print();
};

const has =
  (...words) =>
  (screen) =>
    words.every((word) => screen.includes(word));

async function type(stage, prompt) {
  does(`type ${style('bold', prompt)}`);
  await stage.chief.type(prompt);
  return stage.see('the prompt in the input box', stage.chief, has(prompt));
}

async function pressCtrlG({ chief }) {
  does('press Ctrl-G');
  const pressedAt = Date.now();
  await chief.press('C-g');
  return pressedAt;
}

const answered = (stage, prompt) =>
  stage.see("the answer in the chief's input box", stage.chief, has('· done in ', answerTo(prompt).split('\n').at(-1)));

/** The chief's own model gets what stands in its input box. */
async function submit(stage, prompt) {
  does('press Enter: the chief goes on with it');
  await stage.chief.press('Enter');
  await stage.see('the chief to go on', stage.chief, has(chiefOn(prompt)));
}

function printTimes(times) {
  print(style('bold', 'From the key to what came of it, as measured on the screen'));
  for (const { what, tookMs, answer } of times) {
    const own = answer && [...answer.matchAll(/done in ([\d.]+ \w+)/g)].at(-1)?.[1];
    print(`  ${what.padEnd(42)}${(tookMs / 1_000).toFixed(2).padStart(6)} s${own ? `   the agent's own turn ${own}` : ''}`);
  }
}
