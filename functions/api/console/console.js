const status = document.getElementById("health");
const word = status.querySelector(".word");

function say(kind, text) {
  status.classList.add(kind);
  word.textContent = text;
}

try {
  const answer = await fetch("api/health", { headers: { accept: "application/json" } });
  const body = await answer.json();
  if (answer.ok) say("good", "The system answers.");
  else say("bad", `The system does not answer fully: ${body.detail}`);
} catch {
  say("bad", "The system cannot be reached. Your data are unaffected. Try again in a moment.");
}
