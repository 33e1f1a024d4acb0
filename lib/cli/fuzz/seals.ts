// Which texts a reader of sealed cookies may take for a genuine one: a MAC covers its seal, not how the seal is spelt.

/**
 * What a reader of cookies may find as a value in a Cookie header of ours: it ends at a semicolon, escapes are decoded,
 * spaces around it are the header's.
 */
export function readValues(header: string): string[] {
  return header.split(/; */).flatMap((pair) => {
    const value = pair.slice(pair.indexOf("=") + 1);
    try {
      return [value, value.trim()].map(decodeURIComponent);
    } catch {
      return [];
    }
  });
}

/**
 * Whether `value` is `seal` in another spelling. Two things stand outside of the MAC: the version, `~2`, at the end, which
 * iron-session cuts off unread from the first `~` on; and how the MAC itself is written, whose last character has two
 * bits to spare. All else must be there byte for byte.
 */
export function isSpelling(value: string, seal: string): boolean {
  const [fields, known] = [value, seal].map((text) => text.split("~", 1).join("").split("*"));
  if (fields?.length !== 8 || known?.length !== 8) return false;
  const bytes = (text = "") => Buffer.from(text, "base64").toString("hex");
  return fields.slice(0, 7).join("*") === known.slice(0, 7).join("*") && bytes(fields[7]) === bytes(known[7]);
}
