// jsdom lays nothing out, so a long list would show nothing: here its frame has room for a few rows.

const FRAME = { width: 600, height: 600 };
const ROW = { width: 600, height: 50 };

/** From now on, what is observed is told a size at once. */
export function layOut(): void {
  // The list leaves out what is not displayed, which has no such parent.
  Object.defineProperty(HTMLElement.prototype, 'offsetParent', { configurable: true, get: (): Element => document.body });
  for (const view of [globalThis, document.defaultView]) {
    if (!view) continue;
    view.ResizeObserver = class {
      readonly #tell: ResizeObserverCallback;
      constructor(tell: ResizeObserverCallback) {
        this.#tell = tell;
      }
      observe(target: Element) {
        const isRow = target instanceof HTMLElement && target.style.position === 'absolute';
        const contentRect = { ...(isRow ? ROW : FRAME) } as DOMRectReadOnly;
        queueMicrotask(() => this.#tell([{ target, contentRect } as ResizeObserverEntry], this));
      }
      unobserve() {}
      disconnect() {}
    };
  }
}
