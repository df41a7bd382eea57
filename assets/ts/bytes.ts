// How people read a number of bytes.
const size = new Intl.NumberFormat(document.documentElement.lang || "ko", { maximumFractionDigits: 1 });

export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  if (count < 1024 ** 2) return `${size.format(Math.round(count / 1024))} KB`;
  if (count < 1024 ** 3) return `${size.format(count / 1024 ** 2)} MB`;
  return `${size.format(count / 1024 ** 3)} GB`;
}
