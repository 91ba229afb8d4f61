"use strict";

// Forms of the desk go to the server without a load of the page.

let unsure = null; // an answer that went out and was not heard of again: sent once more with the same name, it is said once

// nexts is where a person goes on after a form. Shortcuts work outside of fields, so an end leads to what is written up, and then to the page.
const nexts = {accept: "#text", take: "#text", resume: "#text", close: "#offers form[action='/wrapped'] :is(select, button)", wrapped: "#main", decline: "#main"};

desk.addEventListener("submit", async event => {
	const form = event.target, answers = form.id === "answer";
	if (form.method !== "post") return;
	event.preventDefault();
	if (form.dataset.busy) return;
	const data = new FormData(form, event.submitter);
	if (answers) {
		if (!data.get("text").trim() && !form.querySelector("#files").files.length) return;
		if (unsure && unsure.text === data.get("text")) data.set("form", unsure.form);
	}
	const taken = answers ? take(form) : null; // what is typed from now on is the next answer
	form.dataset.busy = "1";
	event.submitter?.setAttribute("aria-disabled", "true"); // disabled, it would lose the focus
	const from = location.href, asked = going;
	const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
	let text = "", ok = false, lost = false, elsewhere = false;
	try {
		const answer = await fetch(form.action, {method: "POST", body, headers: {"X-Part": "1"}});
		if (answer.status === 401) { location.reload(); return; }
		text = await answer.text();
		ok = answer.ok;
		if (answers) unsure = null;
		await unpressed();
		elsewhere = from !== location.href || asked !== going; // a late answer takes nobody back, and closes no menu that was opened since
		if (ok && form.id !== "status" && !elsewhere) {
			const to = new URL(answer.url);
			const said = to.searchParams.get("note");
			to.searchParams.delete("note");
			if (to.href !== location.href && !said) visit(to);
		}
	} catch {
		if (answers) unsure = {form: data.get("form"), text: data.get("text")};
		lost = true;
	}
	delete form.dataset.busy;
	event.submitter?.removeAttribute("aria-disabled");
	if (ok) {
		const menu = document.getElementById(form.closest("#transfer, #help, #private")?.id); // the page may have been swapped meanwhile
		shut(menu);
		if (!answers && !form.closest(".post-acts")) for (const field of form.querySelectorAll("input[id]:not([type=checkbox]), textarea[id]")) {
			const now = document.getElementById(field.id);
			if (now && now.value === field.value) now.value = now.defaultValue;
		}
		if (form.closest(".post-acts") && !parser.parseFromString(text, "text/html").getElementById("note")?.textContent) { // it was taken: the next answer is another
			for (const was of form.querySelectorAll("textarea[id]")) {
				const box = document.getElementById(was.id); // the page may have been swapped meanwhile
				if (!box) continue;
				box.value = "";
				shut(box.closest("details"));
			}
		}
		if (elsewhere) refresh(); else swap(text);
		say(parser.parseFromString(text, "text/html").getElementById("note")?.textContent);
		if (answers) bottom();
		const next = nexts[event.submitter?.dataset.do];
		if (!elsewhere && next) (document.querySelector(next) || document.getElementById("main")).focus({preventScroll: true});
	} else {
		if (taken) giveBack(taken);
		const why = parser.parseFromString(text, "text/html").querySelector(".why");
		say(lost ? t("The desk cannot be reached. What you wrote is still here.") : why ? why.textContent : t("That did not work."));
	}
});

// shut closes a part of the page. What is hidden would lose the focus.
function shut(details) {
	if (!details) return;
	if (details.contains(document.activeElement)) details.querySelector("summary").focus();
	details.open = false;
}

// say shows what became of a form, until the next one.
function say(what) { document.getElementById("note").textContent = what || ""; }

document.addEventListener("click", event => {
	const link = event.target.closest("#desk a[data-go], #desk a[data-earlier]");
	if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
	event.preventDefault();
	if ("earlier" in link.dataset) earlier(link);
	else go(link.href).then(() => (document.querySelector("#tool button, #tool textarea") || document.getElementById("text"))?.focus());
});
