// What is run in a page before its picture is taken, in every browser. Each function is sent to the page as text, so it uses nothing around it.

/** Returns once fonts are there, nothing moves, and what is drawn stays the same from one look to the next. */
export async function settled() {
  await document.fonts.ready;
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  let before;
  // A page whose figures move all the time is taken as it is.
  for (let looks = 0; looks < 50; looks += 1) {
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
    await frame();
    await frame();
    const now = document.body.innerHTML;
    if (now === before) return;
    before = now;
  }
}

/** Returns what is wider than the window or its own place, and texts that are cut off. */
export function layoutFaults() {
  const faults = [];
  const describe = (element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 160);
  /** Sizes in CSS pixels are fractions, and are rounded when they are drawn. */
  const SLACK = 1;
  const cuts = (overflow) => overflow === 'hidden' || overflow === 'clip';

  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`the page is wider than the window: ${scrollWidth} > ${clientWidth}`);

  const shown = [...document.body.querySelectorAll('*')].filter(
    (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('svg, option, script'),
  );
  for (const element of shown) {
    const { overflowX } = getComputedStyle(element);
    const isWider = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + SLACK;
    // A listing of a file or a comparison may be scrolled sideways.
    if (isWider && overflowX === 'auto' && !element.closest('.listing')) faults.push(`is scrolled sideways: ${describe(element)}`);
    if (isWider && element.tagName === 'BUTTON') faults.push(`is narrower than its words: ${describe(element)}`);

    const texts = [...element.childNodes].filter(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim() !== '');
    for (const text of texts) {
      const range = document.createRange();
      range.selectNodeContents(text);
      const drawn = range.getBoundingClientRect();
      // What lies wholly above the window is there for the keyboard, which moves it in.
      if (drawn.bottom < 0) continue;
      for (let around = element; around !== document.documentElement; around = around.parentElement) {
        const style = getComputedStyle(around);
        // A name that is too long ends with dots on purpose, what is scrolled is not cut off, and some words are for screen readers alone.
        if (style.textOverflow === 'ellipsis' || style.overflowX === 'auto' || style.clipPath !== 'none') break;
        const place = around.getBoundingClientRect();
        const beside = drawn.left < place.left - SLACK || drawn.right > place.right + SLACK;
        const below = drawn.top < place.top - SLACK || drawn.bottom > place.bottom + SLACK;
        if ((beside && cuts(style.overflowX)) || (below && cuts(style.overflowY))) {
          faults.push(`a text is cut off: ${describe(element)}`);
          break;
        }
      }
    }
  }
  return faults;
}
