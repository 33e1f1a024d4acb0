// What a part found, as lines with an aim and a verdict; the first part also says on what machine.
import { expect } from "@playwright/test";
import { facts } from "../../lib/cli/bench/facts.mjs";
import { align } from "../../lib/cli/bench/report.mjs";

/** A figure, and what it is to be. Without an aim it is told and not judged. */
export interface Line {
  label: string;
  found: number | string;
  least?: number;
  most?: number;
}

const short = (value: number | string) =>
  typeof value === "number" && !Number.isInteger(value) ? value.toFixed(2) : String(value);

function judge({ found, least, most }: Line): string[] {
  if (least === undefined && most === undefined) return ["", ""];
  const words = [least !== undefined && `at least ${least}`, most !== undefined && `at most ${most}`];
  const holds = Number(found) >= (least ?? -Infinity) && Number(found) <= (most ?? Infinity);
  return [words.filter(Boolean).join(", "), holds ? "met" : "not met"];
}

/** Prints the lines of a part, and fails for what is not as it is to be. */
export function tell(part: string, lines: Line[]): void {
  const rows = lines.map((line) => [line.label, short(line.found), ...judge(line)]);
  console.log(`\n${align([[part, "found", "aim", ""], ...rows], 1)}\n${facts()}`);
  expect(rows.filter((row) => row[3] === "not met")).toEqual([]);
}
