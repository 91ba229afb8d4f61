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

// Work time, keywords and notices show what they mean while one types.
for (const form of document.querySelectorAll("form[data-try]")) {
	let timer, turn = 0;
	form.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(async () => {
			const body = new URLSearchParams(new FormData(form)), mine = ++turn;
			body.set("do", "try");
			const answer = await fetch(location.pathname, {method: "POST", headers: {"X-Part": "main"}, body}).catch(() => null);
			if (!answer?.ok || mine !== turn) return;
			const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
			for (const part of document.querySelectorAll(form.dataset.try)) {
				const now = fresh.getElementById(part.id);
				if (now && now.innerHTML !== part.innerHTML) part.replaceChildren(...now.childNodes);
			}
		}, 250);
	});
}

// Fields follow the choices that they depend on. A field with a complaint stays.
function follow(form) {
	for (const part of form.querySelectorAll("[data-when]")) {
		const met = part.dataset.when.split(";").map(condition => {
			const [name, values] = condition.split("="), input = form.elements[name];
			if (!input) return null;
			return values.split("|").includes(input.type !== "checkbox" ? input.value : input.checked ? "on" : "");
		});
		if (!met.includes(null)) part.hidden = met.includes(false) && !part.querySelector("[aria-invalid]");
	}
	for (const more of form.querySelectorAll("details[id^=more-]")) more.hidden = [...more.querySelectorAll(".field")].every(part => part.hidden);
	for (const group of form.querySelectorAll("fieldset.group[id]")) {
		const parts = [...group.querySelectorAll(".field, .item, .grid")];
		group.hidden = parts.length > 0 && parts.every(part => part.hidden);
		const link = form.querySelector(`a[href="#${CSS.escape(group.id)}"]`);
		if (link) link.hidden = group.hidden;
	}
}
for (const form of document.querySelectorAll("form")) {
	if (!form.querySelector("[data-when]")) continue;
	form.addEventListener("change", () => follow(form));
	follow(form);
}

// A button that adds or removes a row changes the part of the page that it is in, and nothing else.
// Credentials stay here meanwhile.
document.addEventListener("click", async event => {
	const button = event.target.closest("button[data-part]");
	if (!button) return;
	event.preventDefault();
	const form = button.form, part = document.getElementById(button.dataset.part), body = new URLSearchParams(new FormData(form));
	for (const name of [...body.keys()]) if (name.startsWith("secrets.") || name.endsWith("].token")) body.delete(name);
	body.set("do", button.value);
	const answer = await fetch(location.href, {method: "POST", headers: {"X-Part": "main"}, body}).catch(() => null);
	if (!answer?.ok) return;
	const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
	if (!fresh) return;
	const before = part.querySelectorAll("input").length;
	part.replaceChildren(...fresh.childNodes);
	const again = part.querySelector(`button[value="${CSS.escape(button.value)}"]`) ?? part.querySelector("button[value^=add]");
	const added = part.querySelectorAll("input").length > before ? button.value.startsWith("add holiday") ? [...part.querySelectorAll("input[type=date]")].pop() : [...again.parentElement.querySelectorAll("input")].slice(-2)[0] : null;
	(added ?? again)?.focus();
	form.dispatchEvent(new Event("input"));
});
// An open day without a time gets its first one.
document.addEventListener("change", event => {
	const row = event.target.closest(".opening");
	if (row && event.target.value === "open" && !row.querySelector("input[type=time]")) row.querySelector(".spans button[value^=add]")?.click();
});

// Buttons that a script makes needless.
for (const needless of document.querySelectorAll("[data-noscript]")) needless.remove();

// What is to be put right comes first, or else what became of the last form.
(document.getElementById("complaints") ?? document.querySelector(".admin > .note[tabindex]"))?.focus();
