/**
 * Saves a text as a file on the visitor's device.
 *
 * @param {string} name - File name.
 * @param {string} text
 * @param {string} type - Media type.
 */
export function saveFile(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the file after the click; taking the address back at once would leave it empty.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
