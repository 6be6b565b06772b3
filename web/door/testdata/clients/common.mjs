// What the scripts share: texts whose judgement is beyond doubt, and checks.
import assert from "node:assert/strict";

export const insult = "You are a complete idiot and a pathetic liar.";
export const harmless = "The council meets on Tuesday, and the minutes are public.";
export const spam = "Buy cheap viagra now, best price online pharmacy! Click http://pills.example/buy for a free bonus";
export const genuine = "I think the second point misses that the council voted on this in March.";

export const [, , base, key, shortKey] = process.argv;

export function between(value, low, high, what) {
  assert.equal(typeof value, "number", what);
  assert.ok(value >= low && value <= high, `${what}: ${value} is not within ${low} and ${high}`);
}

// done says to the test that a client did its whole job.
export function done(client) {
  console.log(`ok ${client}`);
}
