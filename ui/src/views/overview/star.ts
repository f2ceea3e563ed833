// Positions of the machines around the hub in the picture. Pure.

export const WIDTH = 360;
export const HEIGHT = 220;
export const MIDDLE = { x: WIDTH / 2, y: HEIGHT / 2 };

export type Point = { x: number; y: number; below: boolean };

/** Positions on an ellipse around the hub; `below` says on which side of a position its label goes. */
export function placeAround(count: number): Point[] {
  return Array.from({ length: count }, (_, at) => {
    // One machine is placed to the right of the hub, two on both sides, more all around it.
    const turn = count === 1 ? 0 : count === 2 ? at + 1 : (2 * at + 1) / count - 0.5;
    const y = MIDDLE.y + Math.sin(turn * Math.PI) * 68;
    return { x: Math.round(MIDDLE.x + Math.cos(turn * Math.PI) * 116), y: Math.round(y), below: y > MIDDLE.y - 10 };
  });
}

const MAX_CHARACTERS = 15;

export function shorten(name: string): string {
  const characters = [...name];
  return characters.length <= MAX_CHARACTERS ? name : `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…`;
}
