import type { Trick } from "../stage.js";
import { addressingTricks } from "./addressing.js";
import { bodyTricks } from "./bodies.js";
import { duplicateTricks } from "./duplicates.js";
import { encodingTricks } from "./encodings.js";
import { signatureTricks } from "./signatures.js";
import { transportTricks } from "./transport.js";
import { wholeRunTricks } from "./whole-run.js";

/** The bag, in the order of play: what a receiver may not survive comes late. */
export const tricks: readonly Trick[] = [
  ...signatureTricks,
  ...encodingTricks,
  ...bodyTricks,
  ...duplicateTricks,
  ...addressingTricks,
  ...transportTricks,
  ...wholeRunTricks,
];
