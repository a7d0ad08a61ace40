export const editPrompt = (_f: string, _c: unknown): number => 1;
