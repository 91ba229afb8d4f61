// What saves waiting; every page works without it.
"use strict";

// Parts that change are loaded again while somebody looks, unless he is busy in them.
function live(part) {
	const again = setInterval(async () => {
		if (document.hidden || part.contains(document.activeElement)) return;
		let answer;
		try {
			answer = await fetch(location.pathname, {headers: {"X-Part": "main"}});
		} catch {
			return; // the desk is away: the next time, perhaps
		}
		if (answer.status === 401) location.reload();
		if (!answer.ok) return;
		const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
		if (!fresh) return;
		for (const open of part.querySelectorAll("details[open][id]")) fresh.querySelector("#" + CSS.escape(open.id))?.setAttribute("open", "");
		clearInterval(again);
		part.replaceWith(fresh);
		if (fresh.dataset.live) live(fresh);
	}, Number(part.dataset.live));
}
for (const part of document.querySelectorAll("[data-live]")) live(part);

// Work time and keywords show what they mean while one types.
for (const form of document.querySelectorAll("form[data-try]")) {
	const to = document.getElementById(form.dataset.try);
	let timer, turn = 0;
	form.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(async () => {
			const body = new URLSearchParams(new FormData(form)), mine = ++turn;
			body.set("do", "try");
			const answer = await fetch(location.pathname, {method: "POST", headers: {"X-Part": "main"}, body}).catch(() => null);
			if (!answer?.ok || mine !== turn) return;
			const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(to.id);
			if (fresh) to.replaceChildren(...fresh.childNodes);
		}, 250);
	});
}

// What is to be put right comes first.
document.getElementById("complaints")?.focus();
