import { describe, expect, it } from 'vitest';
import { BUILT_IN_AGENTS } from '../../src/project/config.ts';
import { planOf } from '../../src/router/plan-of.ts';
import { live, type Place, planned, requestOf, working } from './request.ts';

/** The agent that a prompt is given to, and why. */
async function chosen(prompt: string, place: Place = {}): Promise<string> {
  const plan = await planned(prompt, place);
  if (plan.kind !== 'tasks') return plan.kind;
  return plan.tasks.map(({ agent, why }) => `${agent} ${why}`).join(' | ');
}

const agents = {
  shop: { description: 'Knows the shop: orders, payments and the migration of its database.' },
  mail: { description: 'Sends newsletters.', instructions: 'Mind deliverability and bounces.' },
  site: { description: 'Builds the marketing pages.' },
};

describe('@auto goes by what the config says of the agents', () => {
  it('by a description', async () => {
    expect(await chosen('@auto please prepare the migration', { agents })).toBe(
      "shop @auto: 'migration' fits its description",
    );
  });

  it('by instructions', async () => {
    expect(await chosen('@auto why so many bounces?', { agents })).toBe(
      "mail @auto: 'bounces' fits its description",
    );
  });

  it('by words in another form', async () => {
    expect(await chosen('@auto migrate the payment orders', { agents })).toBe(
      "shop @auto: 'migrate', 'payment', 'orders' fit its description",
    );
  });

  it('by whole words', async () => {
    const some = { a: { description: 'Starts.' }, b: { description: 'Makes art.' } };
    expect(await chosen('@auto art', { agents: some })).toBe("b @auto: 'art' fits its description");
  });

  it('by words that change their end', async () => {
    const some = { a: {}, b: { description: 'Mends what is flaky; knows the libraries.' } };
    expect(await chosen('@auto one flaky library', { agents: some })).toBe(
      "b @auto: 'flaky', 'library' fit its description",
    );
  });

  it('by words beside signs of any script', async () => {
    const some = { a: { description: 'Größenänderung' }, b: { description: '“Größen” – „Änderung“' } };
    expect(await chosen('@auto Größen', { agents: some })).toBe("b @auto: 'Größen' fits its description");
  });

  it('by the rarer word', async () => {
    const some = {
      a: { description: 'Works on pages, forms and pages.' },
      b: { description: 'Works on pages and invoices.' },
      c: { description: 'Works on pages.' },
    };
    expect(await chosen('@auto the pages of the invoices', { agents: some })).toMatch(/^b @auto: 'invoices'/);
  });

  it('by a keyword before anything that is only similar', async () => {
    const some = { ...agents, last: { keywords: ['migration'] } };
    expect(await chosen('@auto the migration of the shop database', { agents: some })).toBe(
      'last @auto: migration',
    );
  });

  it('never by words that say nothing', async () => {
    const some = { a: {}, b: { description: 'The one that does all of it for you, please.' } };
    expect(await chosen('@auto please do it for the one', { agents: some })).toBe(
      'a @auto: the first free agent',
    );
  });

  it.each([
    ['plan how we should split the service', 'planning'],
    ['implement the wish list', 'coding'],
    ['the login test is flaky, reproduce it', 'testing'],
    ['review this diff for security holes', 'review'],
    ['which architecture fits best?', 'planning'],
    ['fix the crash in src/shop.ts', 'coding'],
    ['report what passes with evidence', 'testing'],
    ['name each fault in it', 'review'],
  ])('of the built-in four: %s', async (prompt, agent) => {
    expect(await chosen(`@auto ${prompt}`, { agents: BUILT_IN_AGENTS })).toMatch(
      new RegExp(`^${agent} @auto: `),
    );
  });
});

describe('@auto goes by what the agents were asked before', () => {
  const states = { shop: live(), mail: live(), site: live() };

  it('by a file', async () => {
    const past = { site: ['make a header', 'why does `db/schema.sql:12` fail?'] };
    expect(await chosen('@auto clean up ./db/schema.sql.', { agents, states, past })).toBe(
      'site @auto: it touched db/schema.sql before',
    );
  });

  it('by the file that was touched last, in numbers of tasks', async () => {
    const past = { shop: ['x', 'y', 'see db/schema.sql'], site: ['x', 'see db/schema.sql', 'y'] };
    expect(await chosen('@auto clean up db/schema.sql', { agents, states, past })).toMatch(/^site /);
  });

  it('by a word that no other has heard', async () => {
    const past = { shop: ['hello there'], site: ['the Zanzibar theme, please', 'hello'] };
    expect(await chosen('@auto more on zanzibar', { agents, states, past })).toBe(
      "site @auto: it was asked about 'zanzibar' before",
    );
  });

  it('but not by a file of a longer name', async () => {
    const past = { shop: ['hello'], site: ['see db/schema.sqlite and x/db/schema.sql'] };
    expect(await chosen('@auto clean up db/schema.sql', { agents, states, past })).not.toContain('touched');
  });

  it('but not by a word that others have heard too', async () => {
    const past = { shop: ['ships'], mail: ['Zanzibar'], site: ['zanzibar'] };
    const threefold = { ...past, shop: ['zanzibar'] };
    const like = '@auto: it was asked the like before';
    expect(await chosen('@auto more on zanzibar', { agents, states, past })).toBe(`mail ${like}`);
    expect(await chosen('@auto more on zanzibar', { agents, states, past: threefold })).toBe(`shop ${like}`);
  });

  it('for a pool by what all of its members were asked', async () => {
    const some = { b: {}, a: { max: 2 } };
    const idle = { b: live(), a: live(), 'a-2': live() };
    const past = { b: ['zebra'], a: ['zebra, zebra, zebra'], 'a-2': ['lion'] };
    expect(await chosen('@auto zebra', { agents: some, states: idle, past })).toMatch(/^a /);
  });

  it('by what it was asked last, which its status tells', async () => {
    const knowing = { ...states, mail: live({ context_summary: 'tidy src/queue.ts' }) };
    expect(await chosen('@auto now test src/queue.ts', { agents, states: knowing })).toBe(
      'mail @auto: it touched src/queue.ts before',
    );
  });

  it('beside its description, and says both', async () => {
    const past = { shop: ['look at db/schema.sql'] };
    expect(await chosen('@auto write the migration in db/schema.sql', { agents, states, past })).toBe(
      "shop @auto: 'migration' fits its description; it touched db/schema.sql before",
    );
  });

  it('for a pool by the member whose conversation knows it', async () => {
    const pool = { coding: { max: 3 }, site: {} };
    const idle = { coding: live(), 'coding-2': live(), 'coding-3': live(), site: live() };
    const past = { 'coding-2': ['fix src/a.ts'] };
    expect(await chosen('@auto fix src/a.ts again', { agents: pool, states: idle, past })).toMatch(
      /^coding-2 @auto: it touched src\/a\.ts before/,
    );
  });

  it('but asks nothing of one that never ran', async () => {
    const asked: string[] = [];
    const request = requestOf('@auto x', { agents, states: { mail: live() } });
    await planOf({
      ...request,
      pastOf: (name) => {
        asked.push(name);
        return [];
      },
    });
    expect(asked).toEqual(['mail']);
  });

  it('and says nothing of it when another prompt names its agent', async () => {
    const request = requestOf('@mail x\n@shop y', { agents, states });
    const pastOf = (name: string) => {
      throw new Error(`asked ${name}`);
    };
    expect((await planOf({ ...request, pastOf })).kind).toBe('tasks');
  });
});

describe('@auto goes by what the agents are good at', () => {
  const some = { a: {}, b: { client: 'command' as const, command: ['x'] } };

  it('as the config says of their clients', async () => {
    const config = { strengths: { command: ['implement'], claude: ['design'] } };
    expect(await chosen('@auto implement it', { agents: some, config })).toBe(
      'b @auto: it is good at this kind of work (implement)',
    );
  });

  it('as the config says of one agent', async () => {
    const agents = { a: {}, b: { strengths: ['research' as const] } };
    expect(await chosen('@auto investigate it', { agents })).toBe(
      'b @auto: it is good at this kind of work (research)',
    );
  });

  it('as is known of Claude without a config', async () => {
    const agents = { b: { client: 'command' as const, command: ['x'] }, a: {} };
    expect(await chosen('@auto design it', { agents })).toBe(
      'a @auto: it is good at this kind of work (design)',
    );
  });

  it('less than by a keyword', async () => {
    const agents = { a: { strengths: ['implement' as const] }, b: { keywords: ['shop'], strengths: [] } };
    expect(await chosen('@auto implement the shop', { agents })).toBe('b @auto: shop');
  });
});

describe('@auto goes by how soon they can begin', () => {
  it('and says when a better one is busy', async () => {
    expect(await chosen('@auto the migration', { agents, states: { shop: working() } })).toBe(
      'mail @auto: the first free agent; shop, which fits better, is busy',
    );
  });

  it('last of all to one that could not start', async () => {
    const refused = { kind: 'dead', status: { stop_kind: 'refused', context_summary: '' } } as never;
    const states = { shop: refused, mail: working(['a']), site: working(['b', 'c']) };
    expect(await chosen('@auto the migration', { agents, states })).toBe(
      'mail @auto: all are busy, it has the shortest queue; shop, which fits better, could not start',
    );
  });

  it('and spreads the tasks of one prompt', async () => {
    expect(await chosen('@auto a\n@auto b\n@auto c', { agents })).toBe(
      'shop @auto: the first free agent | mail @auto: the first free agent | site @auto: the first free agent',
    );
  });

  it('after the tasks that the prompt gives to named agents', async () => {
    expect(await chosen('@shop a\n@auto the migration', { agents })).toMatch(/ \| mail /);
  });

  it('and takes the shared context into account', async () => {
    expect(await chosen('The bounces are many.\n@auto help', { agents })).toMatch(/^mail /);
  });
});

describe('@tag:x goes to the fittest that carries the tag', () => {
  const tagged = {
    a: { tags: ['back'], description: 'Payments.' },
    b: { tags: ['back', 'front'], description: 'Newsletters.' },
    c: { description: 'Newsletters and nothing else.', keywords: ['newsletter'] },
  };

  it('and to no other', async () => {
    expect(await chosen('@tag:back the newsletter', { agents: tagged })).toBe(
      "b @tag:back: 'newsletter' fits its description",
    );
  });

  it('whatever it says where only one carries it', async () => {
    expect(await chosen('@tag:front payments', { agents: tagged, states: { b: working() } })).toBe(
      'b @tag:front: the only agent with that tag',
    );
  });
});

describe('the config’s routes decide first', () => {
  const some = { a: { tags: ['x'] }, b: { max: 2 }, c: { tags: ['x', 'y'] } };
  const by = (routes: object[], place: Place = {}) => ({ agents: some, config: { routes }, ...place });

  it('by a keyword', async () => {
    const routes = [{ when: { keywords: ['invoice', 'pull request'] }, agent: 'c' }];
    expect(await chosen('@auto open a Pull  Request', by(routes))).toBe('c @auto: routes[0]: pull request');
    expect(await chosen('@auto invoices', by(routes))).toBe('a @auto: the first free agent');
  });

  it.each([
    ['db/**', 'see db/migrations/7.sql', true],
    ['db/**', 'see `./db/x.sql`, please', true],
    ['db/**', 'see (db/x.sql:12:3).', true],
    ['db/**', 'see @db/x.sql', true],
    ['db/**', 'see /home/me/project/db/x.sql', true],
    ['*.sql', 'see db/deep/x.sql', true],
    ['*.sql', 'see x.sql!', true],
    ['*.{ts,tsx}', 'see app/page.tsx', true],
    ['.github/**', 'see .github/workflows/ci.yaml', true],
    ['src/**', 'see src/.hidden/x.ts', true],
    ['db/**', 'see src/db/x.sql', false],
    ['db/**', 'see https://example.org/db/x.sql', false],
    ['*.sql', 'sql is hard', false],
    ['*.sql', 'see x.sqlite', false],
  ])('by the pattern %s of a path: %s', async (glob, prompt, fits) => {
    const routes = [{ when: { globs: ['nothing/*', glob] }, agent: 'c' }];
    expect(await chosen(`@auto ${prompt}`, by(routes))).toMatch(fits ? /^c @auto: routes\[0\]: / : /^a /);
  });

  it('by all that one asks for', async () => {
    const routes = [{ when: { keywords: ['fix'], globs: ['*.sql'] }, agent: 'c' }];
    expect(await chosen('@auto fix x.sql', by(routes))).toBe('c @auto: routes[0]: fix, x.sql');
    expect(await chosen('@auto fix it', by(routes))).toMatch(/^a /);
    expect(await chosen('@auto see x.sql', by(routes))).toMatch(/^a /);
  });

  it('in their order', async () => {
    const routes = [
      { when: { keywords: ['never'] }, agent: 'a' },
      { when: {}, agent: 'c' },
      { when: {}, agent: 'a' },
    ];
    expect(await chosen('@auto x', by(routes))).toBe('c @auto: routes[1]: every prompt');
  });

  it('even for a busy agent, but for the freest member of a pool', async () => {
    const states = { b: working(), c: working() };
    expect(await chosen('@auto x', by([{ when: {}, agent: 'c' }], { states }))).toMatch(/^c /);
    expect(await chosen('@auto x', by([{ when: {}, agent: 'b' }], { states }))).toMatch(/^b-2 /);
  });

  it('by leading to those that carry a tag', async () => {
    const routes = [{ when: { keywords: ['fix'] }, tag: 'x' }];
    expect(await chosen('@auto fix it', by(routes, { states: { a: working() } }))).toBe(
      'c @auto: routes[0]: fix; the first free agent',
    );
  });

  it('for a tag that was asked for', async () => {
    const routes = [{ when: { tags: ['y', 'x'] }, agent: 'b' }];
    expect(await chosen('@tag:x do it', by(routes))).toBe('b @tag:x: routes[0]: x');
    expect(await chosen('@auto do it', by(routes))).toMatch(/^a /);
  });

  it('without leading out of a tag that they do not speak of', async () => {
    const routes = [
      { when: { keywords: ['fix'] }, agent: 'b' },
      { when: { keywords: ['fix'] }, tag: 'x' },
      { when: { keywords: ['fix'] }, agent: 'c' },
    ];
    expect(await chosen('@tag:y fix it', by(routes))).toBe('c @tag:y: routes[2]: fix');
  });

  it('not for a named agent', async () => {
    expect(await chosen('@a x', by([{ when: {}, agent: 'c' }]))).toBe('a named in the prompt');
  });
});

describe('a hostile prompt for @auto', () => {
  it.each([
    ['one long word', 'a'.repeat(1_000_000)],
    ['slashes', 'a/'.repeat(500_000)],
    ['dots', '.'.repeat(1_000_000)],
    ['many words', Array.from({ length: 150_000 }, (_, n) => `w${n}`).join(' ')],
    ['many paths', Array.from({ length: 100_000 }, (_, n) => `a/b${n}.ts`).join(' ')],
    ['no letters', '💥'.repeat(250_000)],
  ])('of a megabyte is chosen for at once: %s', async (_, text) => {
    const routes = [{ when: { globs: ['**/x/**/y/*.sql', '*.nothing'], keywords: ['a b'] }, agent: 'shop' }];
    const began = performance.now();
    expect((await planned(`@auto ${text}`, { agents, config: { routes } })).kind).toBe('tasks');
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it.each(['constructor', '__proto__', 'toString hasOwnProperty', '\0', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', ''])(
    'may be %j',
    async (text) => {
      const past = { shop: [text], mail: [text] };
      const states = { shop: live(), mail: live() };
      expect(await chosen(`@auto ${text}`, { agents, past, states })).toMatch(/^shop @auto: /);
    },
  );
});
