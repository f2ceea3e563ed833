// The present moment as state, for times that are shown relative to it.

/** Returns the present moment, in milliseconds, which advances while the component exists. */
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
