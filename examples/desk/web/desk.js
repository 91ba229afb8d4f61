// Keeps the page fresh: whenever a conversation changes, the inside of the page is fetched anew; what the agent is typing stays.
"use strict";
const desk = document.getElementById("desk");
let busy = false, again = false;

async function refresh() {
	if (busy) { again = true; return; }
	busy = true;
	try {
		const answer = await fetch(location.href, {headers: {"X-Part": "1"}});
		if (answer.ok) {
			const box = document.getElementById("text");
			const kept = box && {value: box.value, start: box.selectionStart, end: box.selectionEnd, focused: document.activeElement === box};
			desk.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
			const fresh = document.getElementById("text");
			if (kept && fresh) {
				fresh.value = kept.value;
				if (kept.focused) { fresh.focus(); fresh.setSelectionRange(kept.start, kept.end); }
			}
			bottom();
		}
	} finally {
		busy = false;
		if (again) { again = false; refresh(); }
	}
}

function bottom() {
	const lines = document.getElementById("lines");
	if (lines) lines.scrollTop = lines.scrollHeight;
}

desk.addEventListener("submit", async (event) => {
	event.preventDefault();
	const form = event.target, data = new URLSearchParams(new FormData(form));
	form.querySelector("textarea").value = "";
	await fetch(form.action, {method: "POST", body: data, redirect: "manual"});
	refresh();
});
desk.addEventListener("keydown", (event) => {
	if (event.target.id === "text" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
		event.preventDefault();
		event.target.form.requestSubmit();
	}
});

bottom();
new EventSource("/changes").onmessage = refresh;
