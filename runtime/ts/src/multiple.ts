/** A finite double as `digits` times ten to the `exponent`: the decimal that JSON writes for it; from 2^53 up the whole number that its bits are. */
const decimal = (value: number | bigint): { digits: bigint; exponent: number } => {
  if (typeof value === "bigint" || Math.abs(value) >= 2 ** 53) return { digits: BigInt(value), exponent: 0 };
  const [mantissa = "0", power = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
};

/**
 * `multipleOf`, decided on the decimals as written and not on their binary neighbours: 0.3 is a multiple of 0.1.
 * A double from 2^53 up is exactly the whole number that it is, as the checker and the Rust reader have it.
 *
 * @example isMultiple(19.99, 0.01) // true, though 19.99 / 0.01 is 1998.9999999999998
 */
export const isMultiple = (value: number | bigint, of: number | bigint): boolean => {
  const left = decimal(value);
  const right = decimal(of);
  const low = Math.min(left.exponent, right.exponent);
  return right.digits !== 0n &&
    (left.digits * 10n ** BigInt(left.exponent - low)) % (right.digits * 10n ** BigInt(right.exponent - low)) === 0n;
};
