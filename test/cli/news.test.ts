import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markTaken } from '../../src/tasks/taken.ts';
import { markUnawaited } from '../../src/tasks/unawaited.ts';
import { pastTask } from './past.ts';
import { Place } from './run-ctrlg.ts';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

const PANE = { pane: '%7', tmux: '/tmp/tmux-0/x' };
const HERE = { TMUX_PANE: '%7', TMUX: '/tmp/tmux-0/x,1,0' };

/** A task that this chief has put in the background and that has ended just now. */
function ended(agent = 'planning', own: object = {}, past: object = {}): string {
  const origin = { kind: 'ask', pid: process.pid, file: null, ...PANE } as const;
  return pastTask(place.state, {
    agent,
    askedAt: new Date(Date.now() - 61_000).toISOString(),
    fields: { is_background: true, origin, ...own },
    ...past,
  });
}

const news = (env: Record<string, string> = HERE) => place.run(['news'], { env });
const hook = (event: object) => place.run(['news', '--hook'], { env: HERE, input: JSON.stringify(event) });

describe('ctrlg news', () => {
  it('tells a chief once of what ended in the background for it', async () => {
    const [done, failed] = [ended(), ended('coding', {}, { outcome: 'failed' })];
    const { out, code } = await news();
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(out).toMatch(
      new RegExp(
        `\\[ctrlg\\] Background task ${done} of agent planning has ended: done.*: ctrlg results ${done}\n`,
      ),
    );
    expect(out).toContain(`[ctrlg] Background task ${failed} of agent coding has ended: failed`);
    expect((await news()).out).toBe('');
  });

  it('tells nothing of another chief’s tasks, nor of what was waited for, taken or cancelled', async () => {
    ended('planning', { origin: { kind: 'ask', pid: process.pid, file: null, pane: '%8', tmux: PANE.tmux } });
    ended('planning', { is_background: false });
    ended('planning', {}, { outcome: 'cancelled' });
    markTaken(place.state, ended());
    expect((await news()).out).toBe('');
    const left = ended('planning', { is_background: false });
    markUnawaited(place.state, left);
    expect((await news()).out).toContain(left);
  });

  it('a storm is one line', async () => {
    for (let n = 0; n < 5; n += 1) ended();
    const { out } = await news();
    expect(out).toBe(
      '[ctrlg] 5 background tasks have ended: 5 done. See them with: ctrlg results --waiting\n',
    );
  });

  it('without tmux a chief hears of what was put without tmux', async () => {
    ended();
    const own = ended('planning', {
      origin: { kind: 'ask', pid: process.pid, file: null, pane: null, tmux: null },
    });
    const { out } = await place.run(['news'], {});
    expect(out).toContain(own);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('as a hook of Claude Code', () => {
  it('gives the news to the turn that a prompt begins', async () => {
    const id = ended();
    const { json } = await hook({ hook_event_name: 'UserPromptSubmit', prompt: 'go on' });
    expect(json.hookSpecificOutput.hookEventName).toBe('UserPromptSubmit');
    expect(json.hookSpecificOutput.additionalContext).toContain(id);
  });

  it('at the end of a turn has the client go on, and not for ever', async () => {
    const id = ended();
    expect((await hook({ hook_event_name: 'Stop', stop_hook_active: true })).out).toBe('');
    const { json } = await hook({ hook_event_name: 'Stop', stop_hook_active: false });
    expect(json).toMatchObject({ decision: 'block', reason: expect.stringContaining(id) });
    expect((await hook({ hook_event_name: 'Stop', stop_hook_active: false })).out).toBe('');
  });

  it('hinders no client, whatever it is given', async () => {
    const { code, out, err } = await place.run(['news', '--hook'], { env: HERE, input: 'no JSON' });
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '' });
  });
});
