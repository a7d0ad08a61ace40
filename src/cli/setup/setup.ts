import { EXIT_CODES } from '../exit-codes.ts';
import { printJson, printLine } from '../output.ts';
import { runningSessions } from './claude-settings.ts';
import type { Changed, ClientSetup, Proof } from './client-setup.ts';
import { type OfOne, ofEach } from './of-each.ts';
import { readRecord } from './setup-record.ts';
import { setupsOf } from './setups.ts';

export interface SetupOptions {
  readonly print?: true;
  readonly undo?: true;
  readonly json?: true;
}

/** What came of one client's set-up. */
interface Applied extends Changed {
  readonly command: string;
  readonly from: string;
  readonly proof: Proof;
}
type Done = OfOne & Partial<Applied>;

/** `ctrlg setup [client…]`: the editor hook into each client's own settings; what stood there before is kept for --undo. */
export async function setup(names: readonly string[], { print, undo, json }: SetupOptions): Promise<number> {
  if (undo) return (await import('./undo.ts')).undoSetup(names, { json });
  const setups = setupsOf(names);
  if (print) {
    if (json)
      printJson({
        clients: setups.map(({ chief, hook, plan }) => ({
          client: chief.client,
          command: hook().command,
          plan: plan(),
        })),
      });
    else printLine(setups.map(planned).join('\n\n'));
    return EXIT_CODES.done;
  }
  const done = await ofEach<Applied>(setups, async ({ from, hook, apply, proof }) => ({
    command: hook().command,
    from,
    ...(await apply()),
    proof: await proof(),
  }));
  const running = done.some(({ client, error }) => client === 'claude' && !error) ? runningSessions() : [];
  if (json) printJson({ editor: readRecord().editor, clients: done, running });
  else printLine([...done.map(told), ...afterwards(running)].join('\n'));
  return done.some(({ error, proof }) => error || proof?.kind === 'not in force')
    ? EXIT_CODES.failed
    : EXIT_CODES.done;
}

function planned({ chief, plan, hook }: ClientSetup): string {
  const lines = plan();
  if (lines.length === 0) return `${chief.name}: nothing to do.`;
  const byHand = `  by hand: VISUAL='${hook().command}' ${chief.program}`;
  return [`${chief.name}: ctrlg setup would change`, ...lines.map((line) => `  ${line}`), byHand].join('\n');
}

function told({ name, from, changed, file, backup, proof, error }: Done): string {
  if (error) return `${name}: ${error}`;
  return [
    changed
      ? `${name}: Ctrl-G opens ctrlg now, in ${from}: ${file}`
      : `${name}: nothing to do, ctrlg stands in ${file} already.`,
    ...(backup ? [`  The file before: ${backup}`] : []),
    ...(proof ? [`  ${toldProof(proof)}`] : []),
  ].join('\n');
}

function toldProof(proof: Proof): string {
  switch (proof.kind) {
    case 'in force':
      return `Read again as it does: ${proof.detail}`;
    case 'not in force':
      return `NOT in force: ${proof.detail}. ${proof.mend}`;
    case 'unknown':
      return `Whether it is in force cannot be told: ${proof.detail}.`;
    default:
      return proof satisfies never;
  }
}

function afterwards(running: readonly number[]): string[] {
  const { editor } = readRecord();
  return [
    editor
      ? `Your own editor, for "edit": ${editor}`
      : 'No editor of your own is known: set "editor" in the config.',
    ...(running.length > 0 ? [`To restart: ${running.map((pid) => `pid ${pid}`).join(', ')}.`] : []),
    'Back again: ctrlg setup --undo    All of it: ctrlg doctor',
  ];
}
