// A person of the chaos run: what they do, what they were told of it, and what was under way when the app died.
import { createHash, randomBytes } from "node:crypto";
import type { Random } from "../../lib/cli/fuzz/random.ts";
import { type Answer, callbackOf, Jar } from "../jar.ts";
import type { Instance } from "./instance.ts";
import type { Issuer, Made } from "./issuer.ts";

/** What a kill may cut off. */
export interface Step {
  kind: "connect" | "mint" | "disconnect";
  /** Tells by the answer whether it came to its end. */
  isDone: (answer: Answer) => boolean;
  /** Sends it, and again when the browser loads the page anew. */
  send: () => Promise<Answer>;
  /** The key that the provider made for it, if it came so far. */
  made: () => Made | undefined;
  /** The key that it deletes. */
  deletes?: string;
  /** Under which hash the app notes that it was begun. */
  stateHash: string;
}

let steps = 0;

export class Person {
  /** By their tails: the apiKeys that the app said it has. */
  readonly keys = new Map<string, string>();
  /** By their tails: the ids under which the page lists them. */
  ids = new Map<string, string>();
  /** What was sent, and has no answer yet. */
  pending: Step | undefined;
  readonly jar: Jar;
  private readonly issuer: Issuer;

  constructor(app: Instance, issuer: Issuer) {
    this.jar = new Jar(app);
    this.issuer = issuer;
  }

  /** Does one thing after another until the app hangs up. */
  async live(random: Random, isOver: () => boolean): Promise<void> {
    while (!isOver() && (await this.take(await this.next(random))));
  }

  /** Takes a step to its end. @returns false when there was no answer. @throws {Error} for an answer that means neither */
  async take(step: Step | undefined): Promise<boolean> {
    if (!step) return false;
    this.pending = step;
    const answer = await step.send().catch(() => null);
    if (!answer) return false;
    if (!step.isDone(answer)) throw new Error(`${step.kind}: ${answer.status} ${answer.location}`);
    this.settle(step);
    return true;
  }

  /** A step is through: the app has said so, or shows it. */
  settle({ made, deletes }: Step): void {
    const key = made();
    if (key) this.keys.set(key.tail, key.apiKey);
    if (deletes) this.keys.delete(deletes);
    this.pending = undefined;
  }

  /** What comes next, as long as all keys fit the first page of the list. Undefined: nothing. */
  private async next(random: Random): Promise<Step | undefined> {
    const known = [...this.ids].filter(([tail]) => this.keys.has(tail));
    const [tail, id] = known[random.below(known.length)] ?? [];
    const mayMake = this.keys.size < 8;
    if (!tail || !id) return mayMake ? this.connecting() : undefined;
    if (mayMake && random.once(3)) return this.connecting();
    return mayMake && random.once(2) ? this.minting(id) : this.disconnecting(tail, id);
  }

  /** Presses Connect, and is back from the provider. Undefined: the app hung up before. */
  async connecting(): Promise<Step | undefined> {
    const attempt = await this.jar.start({ return_to: "/keys" }).catch(() => null);
    if (!attempt) return undefined;
    const code = `code-${++steps}`;
    const callback = callbackOf(attempt, { code }).href;
    return {
      kind: "connect",
      isDone: ({ location }) => location.endsWith("/keys"),
      send: () => this.jar.get(callback),
      made: () => this.issuer.made.get(code),
      stateHash: sha256(attempt.state),
    };
  }

  private minting(connection: string): Step {
    const key_label = `Key ${++steps}`;
    const attempt = randomBytes(32).toString("base64url");
    const form = { connection, attempt, key_label, limit: "", reset: "", expires: "" };
    return {
      kind: "mint",
      isDone: ({ location }) => location.includes("/keys?notice=made"),
      send: () => this.jar.post("/keys/mint", form),
      made: () => this.issuer.made.get(this.issuer.codes.get(key_label) ?? ""),
      stateHash: sha256(`mint ${attempt}`),
    };
  }

  private disconnecting(deletes: string, connection: string): Step {
    return {
      kind: "disconnect",
      isDone: ({ location }) => location.includes("notice=disconnected"),
      send: () => this.jar.post("/keys/disconnect", { connection }),
      made: () => undefined,
      deletes,
      stateHash: "",
    };
  }
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");
