import { expect, it } from 'vitest';
import { Block } from '../../src/coordinator/terminal/block.ts';
import type { Tty } from '../../src/coordinator/terminal/tty.ts';

const SIZE = { columns: 80, rows: 24 };
const ERASED_LINE = /\u001b\[2K/g;

/** A block, and what it wrote since it was last asked. */
function blockOn(isPage: boolean): { block: Block; written: () => string } {
  const writes: string[] = [];
  const tty = { write: (text: string) => writes.push(text) } as unknown as Tty;
  const written = () => writes.splice(0).join('');
  return { block: new Block(tty, isPage), written };
}

it('fewer lines than before leave nothing of the ones that stood there', () => {
  const { block, written } = blockOn(true);
  block.draw(['one', 'two', 'three'], SIZE);
  written();
  block.draw(['one'], SIZE);
  expect(written().match(ERASED_LINE)).toHaveLength(3);
  block.draw(['one'], SIZE);
  expect(written().match(ERASED_LINE)).toHaveLength(1);
});

it('a new size begins with an empty screen below the cursor', () => {
  const { block, written } = blockOn(false);
  block.draw(['one'], SIZE);
  written();
  block.draw(['one'], SIZE);
  expect(written()).not.toContain('\u001b[J');
  block.draw(['one'], { columns: 40, rows: 24 });
  expect(written()).toContain('\u001b[J');
});

it('opens a page once, and leaves it once; nothing drawn, nothing erased', () => {
  const { block, written } = blockOn(true);
  block.erase();
  expect(written()).toBe('');
  block.draw(['one'], SIZE);
  block.draw(['two'], SIZE);
  expect(written().match(/\u001b\[\?1049h/g)).toHaveLength(1);
  block.erase();
  block.erase();
  expect(written()).toBe('\u001b[?1049l\u001b[?25h');
});
