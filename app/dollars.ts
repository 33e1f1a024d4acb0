/** Dollars, with as many digits as small amounts need. */
export function dollars(amount: number): string {
  const small = amount > 0 && amount < 0.01;
  return amount.toLocaleString("en-US", {
    style: "currency",
    currency: "USD",
    ...(small ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: amount < 1 ? 4 : 2 }),
  });
}
