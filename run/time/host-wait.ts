/** The longest wait that a timer of Node's can do, in milliseconds. */
const longestWait = 0x7fff_ffff;

/** Waits until one of the promises is settled, or for a time in milliseconds. */
export async function firstOf(promises: readonly Promise<void>[], milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, Math.min(milliseconds, longestWait)));
  });
  await Promise.race([...promises, time]);
  clearTimeout(timer);
}
