/** A file as text, as next.config.ts has it. */
declare module "*?source" {
  const text: string;
  export default text;
}
