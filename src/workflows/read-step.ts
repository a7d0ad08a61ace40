import { durationMs } from './duration.ts';
import type { StepFields } from './file-shape.ts';
import { knownList, type MistakeList } from './mistakes.ts';
import type { RawStep } from './read-shape.ts';
import { checkReferences, stepsNamed } from './references.ts';
import type { Key, Source } from './source.ts';
import {
  type Condition,
  parseCondition,
  parseTemplate,
  type Reference,
  type Spot,
  type Template,
  TemplateMistake,
} from './template.ts';
import type { ListSource, Repeat, Step, Work } from './workflow.ts';

/** Who can be asked in this project. */
export interface Known {
  readonly agents: readonly string[];
  readonly tags: readonly string[];
}

export interface Reading {
  readonly source: Source;
  readonly mistakes: MistakeList;
  readonly known: Known;
  /** The names of all steps of the file. */
  readonly steps: readonly string[];
}

/** One step with its templates parsed. What is wrong with it goes to the mistakes; the step is then not to be used. */
export function readStep(raw: RawStep, reading: Reading): Step {
  return new StepReader(raw, reading).read();
}

/** What only makes sense beside something else. */
const NOT_WITH_APPROVE = ['forEach', 'repeat', 'every', 'retry'] as const;

class StepReader {
  readonly #raw: RawStep;
  readonly #fields: StepFields;
  readonly #reading: Reading;
  readonly #references: Reference[] = [];

  constructor(raw: RawStep, reading: Reading) {
    this.#raw = raw;
    this.#fields = raw.fields;
    this.#reading = reading;
  }

  read(): Step {
    const { name } = this.#raw;
    const { when, retry, timeout, needs = [] } = this.#fields;
    const named = typeof needs === 'string' ? [needs] : needs;
    this.#checkNeeds(named);
    const work = this.#work();
    const step = {
      name,
      work,
      when: when === undefined ? undefined : this.#condition(['when'], when, []),
      forEach: this.#forEach(),
      repeat: this.#repeat(),
      retry,
      timeoutMs: timeout === undefined ? undefined : durationMs(timeout),
    };
    return { ...step, needs: [...new Set([...named, ...stepsNamed(this.#references)])] };
  }

  #checkNeeds(needs: readonly string[]): void {
    needs.forEach((need, index) => {
      if (this.#reading.steps.includes(need)) return;
      const keys: Key[] = typeof this.#fields.needs === 'string' ? ['needs'] : ['needs', index];
      this.#add(keys, `unknown step '${need}' in needs`, knownList('steps', this.#reading.steps));
    });
  }

  #work(): Work {
    const { agent, prompt, run, approve } = this.#fields;
    const kinds = [agent ?? prompt, run, approve].filter((one) => one !== undefined).length;
    if (kinds === 0)
      this.#add([], 'it does nothing', 'Give it an agent and a prompt, or a run, or an approve.');
    if (kinds > 1)
      this.#add([], 'it does more than one thing', 'Only one of agent, run, approve: make it several steps.');
    if (approve !== undefined) return this.#approve(approve);
    if (run !== undefined) return { kind: 'run', argv: this.#argv(run) };
    if (agent === undefined && prompt !== undefined)
      this.#add(['prompt'], 'nobody is asked', 'Add agent: with a name, auto or tag:x.');
    if (agent !== undefined) this.#checkAgent(agent);
    if (agent !== undefined && prompt === undefined)
      this.#add(['agent'], 'the prompt is missing', 'Add prompt: with what the agent is to do.');
    return {
      kind: 'ask',
      target: agent ?? 'auto',
      prompt: this.#template(['prompt'], prompt ?? '', this.#own()),
    };
  }

  #approve(question: string): Work {
    for (const key of NOT_WITH_APPROVE.filter((one) => this.#isWritten(one)))
      this.#add([key], `${key} says nothing of a question`, 'Leave it out.');
    return { kind: 'approve', question: this.#template(['approve'], question, []) };
  }

  #checkAgent(target: string): void {
    const { agents, tags } = this.#reading.known;
    if (target === 'auto' || agents.includes(target)) return;
    const tag = target.startsWith('tag:') ? target.slice(4) : undefined;
    if (tag === undefined)
      this.#add(['agent'], `unknown agent '${target}'`, knownList('agents', ['auto', ...agents]));
    else if (!tags.includes(tag))
      this.#add(['agent'], `no agent has the tag '${tag}'`, knownList('tags', tags));
  }

  #argv(run: NonNullable<StepFields['run']>): Template[] {
    if (typeof run === 'string') {
      this.#checkShell(['run'], run);
      return ['sh', '-c', run].map((word) => plain(word));
    }
    const isShell = /(^|\/)(ba|da|z|k)?sh$/.test(String(run[0])) && run[1] === '-c';
    if (isShell) this.#checkShell(['run', 2], String(run[2] ?? ''));
    return run.map((word, index) =>
      isShell && index === 2
        ? plain(String(word))
        : this.#template(['run', index], String(word), this.#own()),
    );
  }

  /** What an agent has written must never become a shell's code. */
  #checkShell(keys: Key[], text: string): void {
    if (!/\{\{|\{%/.test(text)) return;
    const mend = `Give it as an argument: [sh, -c, 'grep "$1" log', sh, '{{ … }}'], or use $CTRLG_INPUT or $CTRLG_ITEM.`;
    this.#add(keys, 'a shell’s text holds no {{ }}', mend);
  }

  #forEach(): ListSource | undefined {
    const { forEach } = this.#fields;
    if (forEach === undefined) return undefined;
    const mend = "Write a list, or take one from an earlier step: '{{ steps.plan.result }}'.";
    if (typeof forEach !== 'string') {
      if (forEach.length === 0) this.#add(['forEach'], 'forEach has an empty list', mend);
      return { kind: 'items', items: forEach };
    }
    const text = this.#template(['forEach'], forEach, []);
    if (!/\{\{|\{%/.test(forEach)) this.#add(['forEach'], 'forEach has no list', mend);
    return { kind: 'text', text };
  }

  #repeat(): Repeat | undefined {
    const { repeat, every } = this.#fields;
    if (!repeat) {
      if (every !== undefined)
        this.#add(['every'], 'every without repeat', 'Add repeat: {until: …, max: …} or within: 8h.');
      return undefined;
    }
    if (repeat.max === undefined && repeat.within === undefined)
      this.#add(['repeat'], 'repeat has no bound', 'Add max: (rounds) or within: (a duration).');
    return {
      until: this.#condition(['repeat', 'until'], repeat.until, [...this.#own(), 'result', 'exit_code']),
      max: repeat.max,
      withinMs: repeat.within === undefined ? undefined : durationMs(repeat.within),
      everyMs: every === undefined ? 0 : (durationMs(every) ?? 0),
      atBound: repeat.atBound,
    };
  }

  /** The variables that this step's own way of being done gives. */
  #own(): string[] {
    const item = this.#fields.forEach === undefined ? [] : ['item'];
    return this.#fields.repeat ? [...item, 'round', 'previous'] : item;
  }

  #template(keys: Key[], text: string, others: readonly string[]): Template {
    return this.#parsed(keys, others, plain(text), {
      parse: (place) => parseTemplate(text, place),
      mend: 'Mend it there; text that is no template stands between {% raw %} and {% endraw %}.',
    });
  }

  #condition(keys: Key[], text: string | boolean, others: readonly string[]): Condition {
    const never: Condition = { references: [], holds: () => false };
    return this.#parsed(keys, others, never, {
      parse: (place) => parseCondition(String(text), place),
      mend: 'Operators: == != < > <= >= contains and or not.',
    });
  }

  #parsed<T extends Template | Condition>(
    keys: Key[],
    others: readonly string[],
    fallback: T,
    { parse, mend }: { parse: (place: (spot: Spot) => string) => T; mend: string },
  ): T {
    const { source, mistakes, steps } = this.#reading;
    const all = [...this.#raw.keys, ...keys];
    try {
      const parsed = parse((spot) => `${source.spoken(source.spotAt(all, spot))}: step ${this.#raw.name}`);
      checkReferences(parsed.references, { steps, others }, { source, keys: all, mistakes });
      this.#references.push(...parsed.references);
      return parsed;
    } catch (error) {
      if (!(error instanceof TemplateMistake)) throw error;
      mistakes.add(source.spotAt(all, error.spot), `${all.join('.')}: ${error.message}`, mend);
      return fallback;
    }
  }

  #isWritten(key: (typeof NOT_WITH_APPROVE)[number]): boolean {
    return key === 'retry' ? this.#fields.retry > 0 : this.#fields[key] !== undefined;
  }

  #add(keys: readonly Key[], what: string, mend: string): void {
    const all = [...this.#raw.keys, ...keys];
    const place = keys.length === 0 ? this.#reading.source.keyAt(all) : this.#reading.source.at(all);
    this.#reading.mistakes.add(place, `step ${this.#raw.name}: ${what}`, mend);
  }
}

const plain = (text: string): Template => ({ references: [], render: () => text });
