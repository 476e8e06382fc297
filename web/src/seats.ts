/** What is known of a member of a committee. */
export type Health = "up" | "slow" | "down" | "absent" | "asking";

/** The places of n members on a circle, the first at its top, clockwise. */
export function seatsOf(n: number, radius: number): [number, number][] {
  return Array.from({ length: n }, (_, i) => {
    const angle = (2 * Math.PI * i) / n - Math.PI / 2;
    return [round(radius * Math.cos(angle)), round(radius * Math.sin(angle))];
  });
}

const round = (x: number): number => Math.round(x * 100) / 100;
