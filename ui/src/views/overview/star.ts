// Where the machines stand around the hub in the picture of 480 by 260.

export type Point = { x: number; y: number; below: boolean };

/** Places on an ellipse around the hub, the first at the upper left; the label goes to the outside. */
export function placeAround(count: number): Point[] {
  return Array.from({ length: count }, (_, at) => {
    const angle = count === 1 ? 0 : count === 2 ? at * Math.PI + Math.PI : (at / count) * 2 * Math.PI - Math.PI / 2 + Math.PI / count;
    const y = 130 + Math.sin(angle) * 84;
    return { x: Math.round(240 + Math.cos(angle) * 168), y: Math.round(y), below: y > 120 };
  });
}

const LONGEST = 16;

export function shorten(name: string): string {
  const characters = [...name];
  return characters.length <= LONGEST ? name : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
