// What a model might be made to say. Every text is a trick of its own, named by its family and number.
import * as addresses from "./addresses.ts";
import * as html from "./html.ts";
import { images } from "./images.ts";
import * as links from "./links.ts";
import * as markup from "./markup.ts";
import * as structure from "./structure.ts";
import * as text from "./text.ts";

export const families: Record<string, string[]> = {
  ...html,
  ...markup,
  images,
  ...addresses,
  ...links,
  ...structure,
  ...text,
};
