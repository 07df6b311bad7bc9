/** The first signal is answered; a second one ends the process, as it does by itself. */
export function onInterrupt(answer: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const release = () => {
    for (const signal of signals) process.off(signal, answered);
  };
  const answered = () => {
    release();
    answer();
  };
  for (const signal of signals) process.on(signal, answered);
  return release;
}
