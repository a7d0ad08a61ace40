import { expect, it } from 'vitest';
import { overridesIn, splitCommand, splitPermissions } from '../../src/connectors/codex/program.ts';

it('the command stands before the first --, the person’s arguments after it', () => {
  expect(splitCommand(['npx', 'codex', '--', '-m', 'x', '--'])).toEqual({
    command: ['npx', 'codex'],
    args: ['-m', 'x', '--'],
  });
});

it('what changes the configuration goes to the server too, and nothing else does', () => {
  const args = ['-m', 'x', '-c', 'model="-c"', '--enable', 'a', '--config=b=1', '-s', 'read-only'];
  expect(overridesIn(args)).toEqual(['-c', 'model="-c"', '--enable', 'a', '--config=b=1']);
});

it.each([
  [['-a', 'never', '-s', 'read-only', '-m', 'x'], { approvalPolicy: 'never', sandbox: 'read-only' }],
  [['--ask-for-approval=on-request', '-m', 'x'], { approvalPolicy: 'on-request' }],
  [['-m', 'x', '--yolo'], { approvalPolicy: 'never', sandbox: 'danger-full-access' }],
  [['-m', 'x'], {}],
])('of %j the permissions are told apart', (args, permissions) => {
  expect(splitPermissions(args)).toEqual({ permissions, rest: ['-m', 'x'] });
});
