// Loaded in the head before anything is drawn: the chosen theme, if any, and widths of the panes.
// Where somebody is signed in the server says it, and this browser remembers it for the pages
// before one signs in.
import { applyWidths } from "./pane-widths";

const STORED = "maru-theme";
const page = document.documentElement;
const told = page.dataset.chosenTheme;
if (told === "system") localStorage.removeItem(STORED);
else if (told) localStorage.setItem(STORED, told);
const theme = localStorage.getItem(STORED);
if (theme === "light" || theme === "dark") page.dataset.theme = theme;
applyWidths();
