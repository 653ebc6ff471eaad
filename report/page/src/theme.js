// theme.js: light, dark, or what the system says. Kept while the page is open.
import { h } from "./dom.js";

/** Paper is light. The function given back restores what was. */
export function lightOnPaper() {
  const { theme } = document.documentElement.dataset;
  document.documentElement.dataset.theme = "light";
  return () => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };
}

export function themeButton() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const button = h("button.theme", {
    type: "button",
    onclick: () => {
      document.documentElement.dataset.theme = isDark() ? "light" : "dark";
      name();
    },
  });
  const name = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.title = `Show the page ${isDark() ? "light" : "dark"}`;
  };
  system.addEventListener("change", name);
  name();
  return button;
}
