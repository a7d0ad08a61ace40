import picomatch from 'picomatch';
import type { Config, RouteRule } from '../project/config.ts';
import { filesIn } from './files.ts';
import { finderIn } from './keywords.ts';

/** A rule of the config that fits, and what in the prompt made it fit. */
export interface FittingRule {
  readonly rule: RouteRule;
  /** Its place in `routes`, from 0 on. */
  readonly index: number;
  readonly because: string;
}

/** The first of the config's `routes` that fits a prompt and passes `isOpen`. `target`: `auto` or `tag:x`. */
export function ruleFor(
  { routes }: Config,
  { target, prompt }: { readonly target: string; readonly prompt: string },
  isOpen: (rule: RouteRule) => boolean,
): FittingRule | undefined {
  const isInPrompt = finderIn(prompt);
  const files = [...filesIn(prompt)];
  const tag = target.startsWith('tag:') ? target.slice('tag:'.length) : undefined;
  for (const [index, rule] of routes.entries()) {
    const { keywords, globs, tags } = rule.when;
    const reasons = [
      keywords?.find(isInPrompt),
      globs && files.find(matcherOf(globs)),
      tags?.find((wanted) => wanted === tag),
    ];
    const asked = [keywords, globs, tags];
    const fits = asked.every((list, at) => list === undefined || reasons[at] !== undefined);
    const because = reasons.filter((reason) => reason !== undefined).join(', ');
    if (fits && isOpen(rule)) return { rule, index, because: because || 'every prompt' };
  }
  return undefined;
}

/** A pattern without a slash fits a file in any folder; a path from the root fits by any of its ends. */
function matcherOf(globs: readonly string[]): (file: string) => boolean {
  const matchers = globs.map((glob) => picomatch(glob, { dot: true, basename: !glob.includes('/') }));
  const fromRoot = globs.map((glob) => picomatch(`/**/${glob}`, { dot: true }));
  return (file) => [...matchers, ...(file.startsWith('/') ? fromRoot : [])].some((fits) => fits(file));
}
