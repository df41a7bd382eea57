// Loaded in the head before anything is drawn: the chosen theme, if any, and widths of the panes.
import { applyWidths } from "./pane-widths";

const theme = localStorage.getItem("maru-theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
applyWidths();
