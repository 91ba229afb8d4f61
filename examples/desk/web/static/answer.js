"use strict";

// The box in which an answer is written.

// take empties the answer's fields and returns what was in them.
function take(form) {
	const taken = {text: form.querySelector("#text").value, replies: form.querySelector("#replies").value, files: new DataTransfer()};
	for (const file of form.querySelector("#files").files) taken.files.items.add(file);
	for (const field of form.querySelectorAll("#text, #replies, #files")) field.value = "";
	keepDraft();
	previews();
	count();
	return taken;
}

// giveBack fills them in again, before what was typed since. The form may be another by now, or gone.
function giveBack(taken) {
	const text = document.getElementById("text"), replies = document.getElementById("replies"), files = document.getElementById("files");
	if (!text) return;
	text.value = [taken.text, text.value].filter(Boolean).join("\n");
	replies.value ||= taken.replies;
	if (!files.files.length) files.files = taken.files.files;
	keepDraft();
	previews();
	count();
}

desk.addEventListener("keydown", event => {
	if (event.defaultPrevented) return; // a canned answer was chosen
	if (event.target.id === "text" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
		event.preventDefault();
		const send = document.getElementById("send");
		if (!send.disabled) event.target.form.requestSubmit(send);
	}
});

desk.addEventListener("click", event => {
	const use = event.target.closest("[data-use]");
	const box = document.getElementById("text");
	if (use && box) {
		event.preventDefault();
		box.value = use.closest("li").querySelector(".text").textContent;
		box.focus();
		count();
	}
});

desk.addEventListener("input", event => {
	if (event.target.id !== "text") return;
	count();
	keepDraft();
	const form = event.target.form;
	if ("typing" in form.dataset && "mine" in desk.dataset && event.target.value && Date.now() - typingTold > 5000) {
		typingTold = Date.now();
		tell("/typing");
	}
});

let typingTold = 0, seenTold = "";

function tell(path) {
	fetch(path, {method: "POST", body: new URLSearchParams({thread: desk.dataset.thread}), keepalive: true}).catch(() => {});
}

// seen tells the platform that the agent looks at what the customer wrote.
function seen() {
	const what = desk.dataset.thread + " " + desk.dataset.heard;
	if (!("mine" in desk.dataset) || desk.dataset.heard === "0" || document.visibilityState !== "visible" || seenTold === what) return;
	seenTold = what;
	tell("/seen");
}
document.addEventListener("visibilitychange", seen);

const encoder = new TextEncoder();
const counters = {bytes: text => encoder.encode(text).length, utf16: text => text.length, runes: text => [...text].length};

function count() {
	const box = document.getElementById("text");
	if (!box) return;
	const {max, unit} = box.form.dataset, label = document.getElementById("length");
	label.dataset.rest ??= label.textContent;
	const n = (counters[unit] || counters.runes)(box.value.trim());
	label.textContent = !n ? label.dataset.rest : n > max ? t("{n} of {max}: it goes in parts", {n, max}) : t("{n} of {max}", {n, max});
	label.classList.toggle("warn", n > max);
}

// A draft of each conversation stays in the tab until it is sent, or until the person signs out.
const draftOf = () => "draft " + desk.dataset.me + " " + desk.dataset.thread;

function keepDraft() {
	const box = document.getElementById("text");
	if (!box) return;
	if (box.value) sessionStorage.setItem(draftOf(), box.value); else sessionStorage.removeItem(draftOf());
}

function findDraft() {
	const box = document.getElementById("text"), draft = sessionStorage.getItem(draftOf());
	if (box && draft && !box.value) box.value = draft;
}

document.addEventListener("submit", event => {
	if (event.target.getAttribute("action") === "/logout") sessionStorage.clear();
});
