// A client id. The name of a blob ends with one, also where crypto.randomUUID is refused (plain http).
export function newId(blob = new Blob()) {
  const name = URL.createObjectURL(blob);
  URL.revokeObjectURL(name);
  return name.slice(-36);
}
