// Where the machines stand around the hub in the picture. Pure.

export const WIDTH = 360;
export const HEIGHT = 220;
export const MIDDLE = { x: WIDTH / 2, y: HEIGHT / 2 };

export type Point = { x: number; y: number; below: boolean };

/** Places on an ellipse around the hub; the label goes to the outside. */
export function placeAround(count: number): Point[] {
  return Array.from({ length: count }, (_, at) => {
    // One stands beside the hub, two on both sides, more all around.
    const turn = count === 1 ? 0 : count === 2 ? at + 1 : (2 * at + 1) / count - 0.5;
    const y = MIDDLE.y + Math.sin(turn * Math.PI) * 68;
    return { x: Math.round(MIDDLE.x + Math.cos(turn * Math.PI) * 116), y: Math.round(y), below: y > MIDDLE.y - 10 };
  });
}

const LONGEST = 15;

export function shorten(name: string): string {
  const characters = [...name];
  return characters.length <= LONGEST ? name : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
