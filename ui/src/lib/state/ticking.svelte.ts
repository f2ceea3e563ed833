// The present moment, for what is shown relative to it.

/** The present moment, in milliseconds, that moves on by itself while something shows it. */
export function ticking(every = 1000): { readonly now: number } {
  let now = $state(Date.now());
  $effect(() => {
    const timer = setInterval(() => {
      now = Date.now();
    }, every);
    return () => clearInterval(timer);
  });
  return {
    get now() {
      return now;
    },
  };
}
