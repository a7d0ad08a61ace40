import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Brain } from '../support/brain.ts';
import { isAlive, Rig, type RigOptions } from '../support/rig.ts';
import { until } from '../support/until.ts';

/** Whatever is killed, wherever it stands: nothing is lost and nothing is done twice. */
export function crashStories(
  kind: string,
  newBrain: () => Promise<Brain>,
  /** Its process in the window is a connector of ours. */
  { isConnector = false } = {},
): void {
  let rig: Rig;
  const start = async (options: Partial<RigOptions> = {}) => {
    rig = new Rig({ brain: await newBrain(), ...options });
    await rig.hook('@planning warm up').answer;
    await until(
      'the client to be idle',
      () => rig.brain.clientState('planning', status().client_pid!) === 'idle',
    );
  };
  const status = () => rig.status('planning')!;
  const signal = (pid: number | null, name: NodeJS.Signals) => process.kill(pid!, name);
  const timesAsked = (prompt: string) => rig.brain.prompts().filter((text) => text.includes(prompt)).length;
  const deliveries = (step: string) => readdirSync(rig.agentFile('planning', 'deliver', step));
  const untilRunning = (word: string) =>
    rig.untilAgent('planning', `to run ${word}`, (s) => s.current_task && s.context_summary.includes(word));
  /** The wrapper may have been stopped before it pressed the key. One key more than needed can cost Gemini CLI its text. */
  const untilPlaced = () => {
    const isPlaced = () => deliveries('placed').length > 0;
    const press = () => rig.tmux.keys(status().pane_id, 'C-g');
    return until('the receipt', () => until('', isPlaced, { timeoutMs: 2_000 }).catch(press));
  };
  const untilEvent = (name: string) =>
    until(`the ${name} event`, () => eventsIn(rig.agentFile('planning', 'events')).includes(name));

  afterEach(() => rig.stop());

  /** Stops everything at the moment between the key press and the deliver script. */
  const stopAtKeyPress = async (prompt: string) => {
    const { pid, client_pid } = status();
    signal(client_pid, 'SIGSTOP');
    const asked = rig.hook(`@planning ${prompt}`);
    await until('the delivery to be pending', () => deliveries('pending').length > 0);
    signal(pid, 'SIGSTOP');
    return { asked, wrapper: pid, client: client_pid! };
  };

  describe(`with ${kind}`, () => {
    it('the hook is killed while its task is queued: the result is kept', async () => {
      await start();
      const first = rig.hook('@planning hold-1');
      await untilRunning('hold-1');
      const second = rig.hook('@planning second');
      const { queue } = await rig.untilAgent('planning', 'to queue it', (s) => s.queue.length === 1);
      killTree(second.pid);
      rig.brain.release(1);
      await first.answer;
      expect(await kept(queue[0]!)).toBe('echo: second');
    });

    it('the hook is killed while its task runs: the result is kept', async () => {
      await start();
      const asked = rig.hook('@planning hold-1');
      const { current_task } = await untilRunning('hold-1');
      killTree(asked.pid);
      rig.brain.release(1);
      expect(await kept(current_task!)).toBe('echo: hold-1');
      expect(timesAsked('hold-1')).toBe(1);
    });

    it('the wrapper is killed after the key press: the task is delivered once by the next wrapper', async () => {
      await start();
      const { asked, wrapper, client } = await stopAtKeyPress('at the key');
      signal(wrapper, 'SIGKILL');
      signal(client, 'SIGCONT');
      expect((await asked.answer).result).toBe('echo: at the key');
      expect(timesAsked('at the key')).toBe(1);
      expect(status().client_pid).toBe(client);
    });

    it('the wrapper is killed after the prompt was placed: it is submitted once by the next wrapper', async () => {
      await start();
      const { asked, wrapper, client } = await stopAtKeyPress('when placed');
      signal(client, 'SIGCONT');
      await untilPlaced();
      signal(wrapper, 'SIGKILL');
      expect((await asked.answer).result).toBe('echo: when placed');
      expect(timesAsked('when placed')).toBe(1);
    });

    it('the wrapper is killed after the prompt was placed, and another task is first now: both are done', async () => {
      await start();
      const { asked, wrapper, client } = await stopAtKeyPress('when placed');
      signal(client, 'SIGCONT');
      await untilPlaced();
      const urgent = rig.hook('@planning(priority=high) the urgent one');
      await until('it to be put', () => readdirSync(rig.agentFile('planning', 'inbox')).length > 0);
      signal(wrapper, 'SIGKILL');
      expect((await urgent.answer).result).toBe('echo: the urgent one');
      expect((await asked.answer).result).toBe('echo: when placed');
      expect([timesAsked('the urgent one'), timesAsked('when placed')]).toEqual([1, 1]);
    });

    it('the wrapper is killed after the prompt was taken, before it saw that: the run goes on', async () => {
      await start();
      const { asked, wrapper, client } = await stopAtKeyPress('hold-1 when taken');
      signal(client, 'SIGCONT');
      await untilPlaced();
      await until('the text in the box', () =>
        rig.tmux.screen(status().pane_id).includes('hold-1 when taken'),
      );
      rig.tmux.keys(status().pane_id, 'Enter');
      await untilEvent('submitted');
      signal(wrapper, 'SIGKILL');
      await untilRunning('hold-1');
      rig.brain.release(1);
      expect((await asked.answer).result).toBe('echo: hold-1 when taken');
      expect(timesAsked('hold-1 when taken')).toBe(1);
    });

    it('the wrapper is killed in mid-turn: the next one takes the client over and finishes', async () => {
      await start();
      const asked = rig.hook('@planning hold-1');
      const { pid, client_pid } = await untilRunning('hold-1');
      signal(pid, 'SIGKILL');
      await rig.untilAgent(
        'planning',
        'to have a new wrapper',
        (s) => s.pid !== pid && s.status === 'working',
      );
      rig.brain.release(1);
      expect((await asked.answer).result).toBe('echo: hold-1');
      expect(status().client_pid).toBe(client_pid);
      expect(timesAsked('hold-1')).toBe(1);
    });

    it('the wrapper is killed in mid-turn: the next one notices an interruption in the window, too', async () => {
      await start();
      const asked = rig.hook('@planning hang-1');
      const { pid, pane_id } = await untilRunning('hang-1');
      signal(pid, 'SIGKILL');
      await rig.untilAgent(
        'planning',
        'to have a new wrapper',
        (s) => s.pid !== pid && s.status === 'working',
      );
      await rig.interruptByHand(pane_id);
      expect((await asked.answer).text).toMatch(/cancelled/);
    });

    it('the wrapper is killed between the end of the turn and the result: the next one writes it', async () => {
      await start();
      const asked = rig.hook('@planning hold-1');
      const { pid } = await untilRunning('hold-1');
      signal(pid, 'SIGSTOP');
      rig.brain.release(1);
      await untilEvent('stopped');
      signal(pid, 'SIGKILL');
      expect((await asked.answer).result).toBe('echo: hold-1');
      expect(timesAsked('hold-1')).toBe(1);
    });

    it('the client is killed before it took the prompt: the task is done after its restart', async () => {
      await start();
      const { asked, wrapper, client } = await stopAtKeyPress('before the start');
      signal(client, 'SIGKILL');
      signal(wrapper, 'SIGCONT');
      expect((await asked.answer).result).toBe('echo: before the start');
      expect(timesAsked('before the start')).toBe(1);
    });

    if (isConnector) {
      /** The model has the prompt, and the connector cannot tell of it, nor of anything after. */
      const askUntold = async (prompt: string) => {
        const { client_pid, conversation_id } = status();
        // In the place of each file that it might write.
        for (let n = 0; n < 100; n += 1)
          mkdirSync(rig.agentFile('planning', 'events', `${client_pid}-${n}-submitted.json.new`));
        const asked = rig.hook(`@planning ${prompt}`);
        await until('the model to be asked', () => timesAsked(prompt) === 1);
        const log = rig.agentFile('planning', 'connector.log');
        const isUntold = () => existsSync(log) && readFileSync(log, 'utf8').includes('event submitted');
        await until('it to be untold', isUntold, { show: () => rig.describe() });
        return { asked, client_pid, conversation_id };
      };
      const killUntold = async (prompt: string) => {
        const asking = await askUntold(prompt);
        signal(asking.client_pid, 'SIGKILL');
        return asking;
      };

      it('the client is killed when it took the prompt, before it told so: the prompt is not sent again', async () => {
        await start();
        const { asked, conversation_id } = await killUntold('hang-1');
        const { text } = await asked.answer;
        expect(text).toMatch(/^\[ctrlg\] planning · agent gone [\s\S]*\n@planning hang-1$/);
        expect((await rig.hook('@planning still there?').answer).result).toBe('echo: still there?');
        expect(status().conversation_id).toBe(conversation_id);
        expect(timesAsked('hang-1')).toBe(1);
      });

      it('the client is killed when it took the prompt, before it told so, and the config says resume: it is asked to go on', async () => {
        await start({ agents: { planning: { onClientDeath: 'resume' }, coding: {} } });
        const { asked } = await killUntold('hang-1');
        expect((await asked.answer).result).toMatch(/^went on: .*The client ended.*: hang-1$/);
        expect(timesAsked('hang-1')).toBe(2);
      });

      it('the client is killed when it had answered, before it told so: the answer counts', async () => {
        await start();
        const { asked, client_pid } = await askUntold('hold-1');
        rig.brain.release(1);
        const isIdle = () => rig.brain.clientState('planning', client_pid!) === 'idle';
        await until('the turn to be over', isIdle, { show: () => rig.describe() });
        signal(client_pid, 'SIGKILL');
        expect((await asked.answer).result).toBe('echo: hold-1');
        expect(timesAsked('hold-1')).toBe(1);
      });
    }

    it('the client is killed in mid-turn: the run ends as agent gone, the conversation is resumed', async () => {
      await start();
      const asked = rig.hook('@planning hang-1');
      const { client_pid, conversation_id } = await untilRunning('hang-1');
      signal(client_pid, 'SIGKILL');
      const answer = await asked.answer;
      expect(answer.text).toMatch(/^\[ctrlg\] planning · agent gone after .*/);
      expect(answer.text).toMatch(/\n@planning hang-1$/);
      expect((await rig.hook('@planning still there?').answer).result).toBe('echo: still there?');
      expect(status().conversation_id).toBe(conversation_id);
      expect(status().client_pid).not.toBe(client_pid);
      expect(timesAsked('hang-1')).toBeLessThanOrEqual(1);
    });

    it('the client is killed in mid-turn and the config says rerun: the task is run again', async () => {
      await start({ agents: { planning: { onClientDeath: 'rerun' }, coding: {} } });
      const asked = rig.hook('@planning hold-1');
      const { client_pid } = await untilRunning('hold-1');
      signal(client_pid, 'SIGKILL');
      rig.brain.release(1);
      expect((await asked.answer).result).toBe('echo: hold-1');
    });

    it('the client is killed right after its turn: the answer counts', async () => {
      await start();
      const asked = rig.hook('@planning hold-1');
      const { pid, client_pid } = await untilRunning('hold-1');
      signal(pid, 'SIGSTOP');
      rig.brain.release(1);
      await untilEvent('stopped');
      signal(client_pid, 'SIGKILL');
      signal(pid, 'SIGCONT');
      expect((await asked.answer).result).toBe('echo: hold-1');
    });

    it('the whole window is killed at once: the run ends as agent gone, and the agent comes back', async () => {
      await start();
      const asked = rig.hook('@planning hang-1');
      const { pid, client_pid, pane_id } = await untilRunning('hang-1');
      const frontDoor = Number(rig.tmux.run('display-message', '-p', '-t', pane_id, '#{pane_pid}'));
      for (const each of [pid, frontDoor, client_pid]) signal(each, 'SIGSTOP');
      for (const each of [frontDoor, pid, client_pid]) signal(each, 'SIGKILL');
      expect((await asked.answer).text).toMatch(/agent gone/);
      expect((await rig.hook('@planning back again').answer).result).toBe('echo: back again');
    });

    it('the tmux server is killed in mid-turn: the run ends as agent gone, and the agent comes back with its conversation', async () => {
      await start();
      const asked = rig.hook('@planning hang-1');
      const { conversation_id, client_pid } = await untilRunning('hang-1');
      rig.tmux.run('kill-server');
      expect((await asked.answer).text).toMatch(/agent gone/);
      await until('the old client to end', () => !isAlive(client_pid!));
      expect((await rig.hook('@planning back again').answer).result).toBe('echo: back again');
      expect(status().conversation_id).toBe(conversation_id);
    });

    it('the tmux server is killed while a task is queued: it is done in a new one', async () => {
      await start();
      const first = rig.hook('@planning hang-1');
      await untilRunning('hang-1');
      const second = rig.hook('@planning in the queue');
      await rig.untilAgent('planning', 'to queue it', (s) => s.queue.length === 1);
      rig.tmux.run('kill-server');
      expect((await first.answer).text).toMatch(/agent gone/);
      expect((await second.answer).result).toBe('echo: in the queue');
      expect(timesAsked('in the queue')).toBe(1);
    });
  });

  async function kept(task: string): Promise<string> {
    const folder = join(rig.state, 'tasks', task);
    await until('the done marker', () => existsSync(join(folder, '.done')), { show: () => rig.describe() });
    return readFileSync(join(folder, 'result.md'), 'utf8');
  }
}

/** The hook is a front door and a Node process in one process group. */
const killTree = (pid: number): boolean => process.kill(-pid, 'SIGKILL');

/** How Claude Code and Gemini CLI call what a connector calls by our own words. */
const OUR_WORDS: Record<string, string> = {
  UserPromptSubmit: 'submitted',
  Stop: 'stopped',
  BeforeAgent: 'submitted',
  AfterAgent: 'stopped',
};

/** The names of the whole events that no wrapper has taken yet. */
function eventsIn(folder: string): (string | undefined)[] {
  return readdirSync(folder).map((name) => {
    try {
      const { hook_event_name, kind } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return OUR_WORDS[hook_event_name] ?? kind;
    } catch {
      return undefined;
    }
  });
}
