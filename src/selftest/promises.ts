/** Something that ctrlg rests on in a client, and that the client's next release may change. */
export interface ClientPromise {
  readonly id: PromiseId;
  /** As what the client is tried. */
  readonly side: 'chief' | 'agent';
  /** The column of the compatibility table that it counts for. */
  readonly group: Group;
  /** A sentence whose subject is the client. */
  readonly promise: string;
  /** What it means for a person when it does not hold. */
  readonly means: string;
  /** Without that one it is not tried. */
  readonly needs?: PromiseId;
}

export const GROUPS = [
  'editor key',
  'cancel',
  'answer',
  'start',
  'turns',
  'exact text',
  'interrupt',
  'permission',
  'resume',
  'tokens',
] as const;
export type Group = (typeof GROUPS)[number];

export type PromiseId =
  | 'chief-start'
  | 'editor-key'
  | 'editor-file'
  | 'editor-terminal'
  | 'signals-off'
  | 'cancel'
  | 'answer'
  | 'agent-start'
  | 'submitted'
  | 'completed'
  | 'sizes'
  | 'characters'
  | 'failure'
  | 'interrupt'
  | 'asks'
  | 'answered'
  | 'denied'
  | 'resume'
  | 'tokens'
  | 'down';

/** In the order in which they are tried. */
export const PROMISES: readonly ClientPromise[] = [
  {
    id: 'chief-start',
    side: 'chief',
    group: 'editor key',
    promise: 'starts and takes keys',
    means: 'Nothing can be said of it as a chief.',
  },
  {
    id: 'editor-key',
    side: 'chief',
    group: 'editor key',
    needs: 'chief-start',
    promise: 'starts our editor when its editor key is pressed',
    means: 'The key does not open ctrlg. Use `ctrlg ask` until ctrlg or the client is mended.',
  },
  {
    id: 'editor-file',
    side: 'chief',
    group: 'editor key',
    needs: 'editor-key',
    promise: 'gives the editor a file, as the last argument, that holds the draft',
    means: 'ctrlg would not see what you have written.',
  },
  {
    id: 'editor-terminal',
    side: 'chief',
    group: 'editor key',
    needs: 'editor-key',
    promise: 'lends the editor its terminal, in the state that we know',
    means: 'The waiting view and its keys may not work, or may draw over the client.',
  },
  {
    id: 'signals-off',
    side: 'chief',
    group: 'cancel',
    needs: 'editor-key',
    promise: 'lets the hook take Ctrl-C before a person can press it',
    means: 'Ctrl-C while you wait may end the client itself. Stop waiting with q.',
  },
  {
    id: 'cancel',
    side: 'chief',
    group: 'cancel',
    needs: 'editor-key',
    promise: 'lives on after Ctrl-C in the hook, with the prompt as it was',
    means: 'Do not press Ctrl-C while you wait: your prompt or the client may be lost.',
  },
  {
    id: 'answer',
    side: 'chief',
    group: 'answer',
    needs: 'editor-key',
    promise: 'takes the answer into its input box, unsubmitted, byte for byte',
    means: 'The answer may not reach your input box. It is kept: ctrlg results.',
  },
  {
    id: 'agent-start',
    side: 'agent',
    group: 'start',
    promise: 'starts in a window and says that it is ready',
    means: 'It cannot be an agent.',
  },
  {
    id: 'submitted',
    side: 'agent',
    group: 'turns',
    needs: 'agent-start',
    promise: 'says that it took the prompt, and takes it once',
    means: 'Tasks may stay unsent, or fail because nothing says that they were taken.',
  },
  {
    id: 'completed',
    side: 'agent',
    group: 'turns',
    needs: 'submitted',
    promise: 'says that its turn is over, with the exact result',
    means: 'Answers may not come, or not be what the agent said.',
  },
  {
    id: 'sizes',
    side: 'agent',
    group: 'exact text',
    needs: 'submitted',
    promise: 'takes prompts of 1 byte to 64 KB and gives them back, byte for byte',
    means: 'Prompts of some sizes arrive cut or changed.',
  },
  {
    id: 'characters',
    side: 'agent',
    group: 'exact text',
    needs: 'submitted',
    promise: 'takes odd prompts and gives them back, byte for byte',
    means: 'Prompts such as these arrive changed, or are taken for something else.',
  },
  {
    id: 'failure',
    side: 'agent',
    group: 'turns',
    needs: 'submitted',
    promise: 'says when the model refuses, and why',
    means: 'A task that failed may be waited for until its deadline.',
  },
  {
    id: 'interrupt',
    side: 'agent',
    group: 'interrupt',
    needs: 'submitted',
    promise: 'stops a turn when it is asked to',
    means: '`ctrlg cancel` may not stop a task. Stop it in its window.',
  },
  {
    id: 'asks',
    side: 'agent',
    group: 'permission',
    needs: 'submitted',
    promise: 'says when it asks for a permission, word for word',
    means: 'A question may stand in its window unseen.',
  },
  {
    id: 'answered',
    side: 'agent',
    group: 'permission',
    needs: 'asks',
    promise: 'takes a yes from outside its window, and goes on',
    means: 'Answer its questions in its window: ctrlg attach.',
  },
  {
    id: 'denied',
    side: 'agent',
    group: 'permission',
    needs: 'answered',
    promise: 'takes a no from outside its window, and does not do it',
    means: 'Answer its questions in its window: ctrlg attach.',
  },
  {
    id: 'resume',
    side: 'agent',
    group: 'resume',
    needs: 'submitted',
    promise: 'goes on with its conversation after it was killed in mid-turn',
    means: 'An agent that crashed forgets what was said.',
  },
  {
    id: 'tokens',
    side: 'agent',
    group: 'tokens',
    needs: 'completed',
    promise: 'tells the tokens that a turn took',
    means: 'ctrlg stats and spendPerDay do not know what its tasks cost.',
  },
  {
    id: 'down',
    side: 'agent',
    group: 'start',
    needs: 'agent-start',
    promise: 'ends with `ctrlg down`, and leaves no process behind',
    means: 'Processes of its agents stay behind; end them by hand.',
  },
];
