// The pictures and files of a form as the outbox takes them, while what usually hands them over (photo-tray) has not
// come: those its draft has kept, those the page came with, and those that are chosen in its fields.
import { answerTo } from "./page-events.js";

async function made(file) {
  return { blob: await answerTo("picture:small", { file }), name: file.name, description: "", key: "" };
}

export async function filesOf(form, draft) {
  const kept = answerTo("draft:files", { draft });
  const chosen = [...form.querySelectorAll("[name=files]")].flatMap(({ files }) => [...files].map(made));
  const shown = [...form.querySelectorAll("[name=photo]")].map(({ value }) => value);
  const rows = (await kept).map(({ blob, name, description, sent, key }) => ({ blob, name, description, sent, key }));
  const others = shown.filter((key) => !rows.some((row) => row.key === key));
  return [...rows, ...others.map((key) => ({ key, name: "", description: "" })), ...(await Promise.all(chosen))];
}
