/** Tells whether a keyword stands in a text as words of its own, in any case; `C++` and `pull request` are keywords too. */
export function finderIn(prompt: string): (keyword: string) => boolean {
  const text = prompt.toLowerCase();
  const words = new Set(text.match(/[\p{L}\p{N}_-]+/gu));
  return (keyword) => {
    const wanted = keyword.toLowerCase();
    return words.has(wanted) || (/[^\p{L}\p{N}_-]/u.test(wanted) && phrase(wanted).test(text));
  };
}

function phrase(keyword: string): RegExp {
  const words = keyword.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}_-])${words}(?![\\p{L}\\p{N}_-])`, 'u');
}
