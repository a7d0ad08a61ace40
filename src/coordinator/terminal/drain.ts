import { closeSync, constants, openSync, readSync } from 'node:fs';

/** Opens the controlling terminal so that neither a read nor a write ever waits; undefined where there is none. */
export function openDevTty(): number | undefined {
  try {
    return openSync('/dev/tty', constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

/** Takes the keys that were typed and not read: meant for us, and a late Ctrl-C would empty the client's input box. */
export function dropTypedKeys(fd: number): void {
  const buffer = Buffer.alloc(4096);
  try {
    while (readSync(fd, buffer) > 0) {}
  } catch {
    // Nothing more to read, or no terminal any more.
  }
}

export function dropTypedKeysOfTty(): void {
  const fd = openDevTty();
  if (fd === undefined) return;
  dropTypedKeys(fd);
  closeSync(fd);
}
