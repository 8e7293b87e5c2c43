/** A file on its way to the bucket, straight from the browser: no function's size limit, and progress that is real. */

/** Send a file to a presigned address; `onprogress` is told the share that has gone, 0 to 1. Rejects with a sentence. */
export function sendFile(file, { url, fields }, { onprogress, signal }) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file); // last: what stands after it is not read
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => event.lengthComputable && onprogress(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? resolve() : reject(refusal(request)));
    request.onerror = () => reject(lost());
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.open("POST", url);
    request.send(form);
  });
}

function refusal(request) {
  const code = /<Code>(\w+)<\/Code>/.exec(request.responseText)?.[1];
  if (code === "EntityTooLarge") return problem("The file is larger than an upload may be. Split it and upload the parts, or pack it as .gz.");
  if (request.status === 403) return problem("The permission to upload has expired. Nothing was changed. Upload the file again.");
  return problem(`The storage did not take the file (${code ?? request.status}). Nothing was changed. Try again.`);
}

function lost() {
  return problem("The connection broke while the file was on its way. Nothing was changed. Check your connection and try again.");
}

function problem(message) {
  return Object.assign(new Error(message), { status: 0, title: "The file did not arrive" });
}
